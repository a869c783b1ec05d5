const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** One gap in Rivya's documentation and how this project fills it. */
export interface Assumption {
  /** What the documentation leaves open. */
  readonly question: string;
  /** What the fake does, as a sentence. */
  readonly answer: string;
  /** Why this answer and not another. */
  readonly why: string;
  /** The answer as code reads it. */
  readonly value?: unknown;
  /** Other plausible realities; an entry that has them is a switch, and `value` is its default. */
  readonly alternatives?: readonly string[];
}

/**
 * CATALOGUE of everything that nobody could confirm about the Rivya Public API. When the real API
 * answers a question, its row changes and nothing else.
 */
export const ASSUMPTIONS = {
  'auth.order': {
    question: 'In which order are key, rate limit, request and idempotency checked?',
    answer: 'Key and scope, then rate limit, then the request itself, then idempotency.',
    why: 'The usual order: cheap and secret things first, and refusals do not use up a key.',
  },
  'auth.scopes': {
    question: 'Which scope does an operation need whose page does not name one?',
    answer: 'The scope whose name fits: generations:*, credits:read and chat:* by verb.',
    why: 'Scope names and operations match one to one; both chat turns ask for both chat scopes.',
  },
  'auth.modelsKey': {
    question: 'What happens to a key that is sent to the public model list?',
    answer: 'It is ignored; the list is the same for everyone.',
    why: 'The pages say that no key is needed, and published examples send one all the same.',
  },
  'auth.switchedOff': {
    question: 'Do the model list and the document answer while the public API is switched off?',
    answer: 'Yes: they need no key, and tell what there will be.',
    why: 'The pages speak of the switch where they speak of keys, and nowhere of these two.',
  },
  'http.createStatus': {
    question: 'Which status has a created generation, file or webhook endpoint?',
    answer: 'The same as any other success.',
    why: 'No page names another status.',
    value: '200',
    alternatives: ['201', '202'],
  },
  'http.otherStatus': {
    question:
      'Which status has a webhook endpoint that was changed, deleted, tested or given a new secret?',
    answer: '200, with a body.',
    why: 'The same as any other success; the pages are cut before they say it.',
  },
  'http.requestIdHeader': {
    question: 'Is the request id also a header?',
    answer: 'X-Request-Id on every reply, equal to error.requestId on errors.',
    why: 'The most common name, and harmless where nobody reads it.',
    value: 'X-Request-Id',
  },
  'http.unknownRoute': {
    question: 'What answers a path or method that does not exist?',
    answer:
      '404 not_found in the documented envelope; HEAD is answered where GET is, without the body.',
    why: 'The only documented code that fits; HTTP wants HEAD to go with GET.',
    value: 'not_found',
  },
  'http.maxJsonBytes': {
    question: 'How large may a JSON body be?',
    answer: 'At most 1 MiB; beyond it 400 validation_failed.',
    why: 'Fifty times the longest documented prompt.',
    value: 1024 * 1024,
  },
  'request.contentType': {
    question: 'What happens to a body that is not declared as JSON, or is not JSON?',
    answer: '400 validation_failed that says what was received.',
    why: 'The header is documented as required and no other code fits.',
    value: 'validation_failed',
  },
  'request.unknownFields': {
    question: 'What happens to unknown body fields and params?',
    answer: 'They are refused with validation_failed; a top-level "files" is refused in any case.',
    why: 'A typing mistake that costs credits in production should be red in a test.',
    value: 'reject',
    alternatives: ['ignore'],
  },
  'request.query': {
    question: 'What happens to query parameters, which no operation documents?',
    answer: 'They are ignored.',
    why: 'Proxies and caches add some.',
  },
  'error.validationDetail': {
    question: 'Does validation_failed say which field is wrong?',
    answer: 'In message only; the envelope keeps exactly code, message and requestId.',
    why: 'The documented envelope has no other field.',
  },
  'error.insufficientCredits': {
    question: 'How does the API answer when the balance is too low?',
    answer: 'The request is refused with 402 insufficient_credits and nothing is created.',
    why: 'api-credits lists the code among its errors, and 402 is the status made for it.',
    value: 'http402',
    alternatives: ['http400', 'http403', 'http409', 'failed_task'],
  },
  'error.internal': {
    question: 'Which code has an unexpected server error?',
    answer: '500 internal_error, only when it is asked for or when the fake itself has a bug.',
    why: 'The visible part of the error table ends before such a row.',
    value: 500,
  },
  'idempotency.keyFormat': {
    question: 'What may an Idempotency-Key look like?',
    answer: '1 to 255 visible ASCII characters; anything else is validation_failed.',
    why: 'The widest format that every HTTP stack carries unharmed.',
    value: 255,
  },
  'idempotency.lifetime': {
    question: 'How long is an Idempotency-Key remembered?',
    answer: '24 hours of world time.',
    why: 'The custom of payment APIs.',
    value: 24 * HOUR,
  },
  'idempotency.scope': {
    question: 'What does an Idempotency-Key belong to?',
    answer: 'To account and operation; generations and both chat completions honour it.',
    why: 'Those are the calls whose pages show the header.',
  },
  'idempotency.sameRequest': {
    question: 'What counts as the same request?',
    answer: 'An equal JSON value of the body; the order of object keys is ignored.',
    why: 'Serializers reorder keys between retries.',
  },
  'idempotency.replay': {
    question: 'What does a replay return?',
    answer: 'The original status and body, with the header Idempotency-Replayed: true.',
    why: 'A retry should not be able to tell that its first reply was lost.',
    value: 'original',
    alternatives: ['current'],
  },
  'idempotency.inFlight': {
    question: 'What answers a key whose first request is still running?',
    answer: '409 idempotency_conflict.',
    why: 'The only documented code about idempotency.',
    value: 'idempotency_conflict',
  },
  'idempotency.failures': {
    question: 'Are refusals remembered under their Idempotency-Key?',
    answer: 'No, nor is a chat stream that broke off with its error event.',
    why: 'A corrected or later retry with the same key can then succeed.',
  },
  'rateLimit.window': {
    question: 'Over which window and per what are requests counted?',
    answer: 'A fixed window of 60 s per API key; off unless a limit is given.',
    why: 'Only the existence of a window is documented.',
    value: 60 * SECOND,
  },
  'rateLimit.concurrency': {
    question: 'How many requests or generations may be under way at once?',
    answer: 'Any number.',
    why: 'No page seen names a limit.',
  },
  'rateLimit.headers': {
    question: 'Which headers tell about the rate limit?',
    answer:
      'Retry-After in whole seconds on 429; RateLimit-Limit, -Remaining and -Reset on every counted reply.',
    why: 'RFC 9110 and the IETF draft; clients must do without them in the other position.',
    value: 'standard',
    alternatives: ['none'],
  },
  'generation.runningStatus': {
    question: 'Which word stands between queued and the end?',
    answer: 'processing, as the status page, the quickstart and the SDK page say.',
    why: 'A blog-level text says "running"; the switch shows whether a client survives it.',
    value: 'processing',
    alternatives: ['running'],
  },
  'generation.limits': {
    question: 'May a generation be cancelled, take too long or get stuck?',
    answer: 'No: it ends when its time is over, unless a test plans something else.',
    why: 'No page speaks of a longest time, nor of a way to stop a task.',
  },
  'generation.taskErrors': {
    question: 'Which codes has the error of a failed generation besides generation_failed?',
    answer: 'None, unless a position of error.insufficientCredits brings one.',
    why: 'The status page shows this code only.',
  },
  'generation.id': {
    question: 'What does a task id look like?',
    answer: 'task_ and 24 lower-case letters and digits, drawn from the seed.',
    why: 'The prefix is seen in every sample.',
    value: 'task_',
  },
  'generation.clientRequestId': {
    question: 'How long may client_request_id be, and is it echoed?',
    answer: 'At most 128 characters, and not echoed.',
    why: 'The Files API documents 128; no sample reply shows the field.',
    value: 128,
  },
  'generation.prompt': {
    question: 'How is a prompt counted, and may a required one be blank?',
    answer:
      'In Unicode code points, as JSON Schema counts; a required prompt has a visible character. The same holds for a chat message.',
    why: 'A published JSON Schema would mean that, and a blank prompt is as good as none.',
  },
  'generation.emptyValues': {
    question: 'May values be empty that are sent all the same?',
    answer:
      'No: a dialogue has lines, each with a voice and a text, a required text is not empty, nor is a durationToken, and durationSeconds is more than 0.',
    why: 'Each of them would say nothing, and who sends one has most likely made a mistake.',
  },
  'model.unseenParams': {
    question: 'May a model have params that its table, cut in our copy, does not show?',
    answer: 'Yes: unknown params of those models are let through.',
    why: 'To refuse a param that the real API takes would be a lie.',
    value: 'accept',
    alternatives: ['reject'],
  },
  'model.unseenUploadPolicy': {
    question: 'What does a model take whose upload policy could not be read?',
    answer:
      'Every kind with the limits of the Files API, and any number of files; those limits too where only they are unseen. seedance-1-0-lite takes the one or two images that the readable part of its page names.',
    why: 'To refuse a reference that the real API takes would be a lie.',
  },
  'model.supportedModes': {
    question: 'Which words stand in supported_modes?',
    answer: 'text-to-<category>, and <kind>-to-<category> for each accepted kind of reference.',
    why: 'The one sample shows text-to-image.',
  },
  'model.filesApiFlags': {
    question: 'What do requires_files_api and requires_upload_for_modes say of a model?',
    answer: 'false for all documented models; the modes that need references are listed.',
    why: 'Each documented model also works without an upload.',
  },
  'model.urlInput': {
    question: 'Which models set url_input_supported?',
    answer: 'Those whose page says "text or URL ready" or "URL input ready".',
    why: 'The words of the field and of the pages agree.',
  },
  'model.paramShape': {
    question: "What are the items of a model's params?",
    answer:
      'key, type, required, default, range, options, description; the type of a dialogue is lines, and the others are those of the pages.',
    why: 'Those are the columns of the tables on the model pages; a dialogue is a list, for which no table has a type.',
  },
  'model.notCallable': {
    question: 'Which models that cannot be called yet does the list hold?',
    answer: 'None: all are available.',
    why: 'The list may hold such models, and no page names one.',
  },
  'model.referenceMedia': {
    question: 'What is reference_media when it is not null?',
    answer: 'max_files and, per kind, max_bytes and mime_types.',
    why: 'Those are the facts of the upload policy on the model pages.',
  },
  'model.chatRuntime': {
    question: 'What is the runtime of chat models?',
    answer: 'chat_completion; media models have async_task, which is documented.',
    why: 'Named after the object that a chat turn returns.',
    value: 'chat_completion',
  },
  'reference.url': {
    question: 'Which URLs may a reference have?',
    answer:
      'Any http(s) URL. A URL of this fake must be an upload or a result of the same account, else 404 not_found; its kind, type and size must fit the item and the model.',
    why: 'Some models are documented to take public URLs, and samples show a foreign host; not_found is listed among the errors of the operation.',
  },
  'reference.olderParams': {
    question: 'Which older params for references do models still take?',
    answer: 'None: they are unknown params.',
    why: 'The pages call referenceMediaItems the form for new integrations, and name no other.',
  },
  'reference.durationToken': {
    question: 'Must a video or audio reference carry a durationToken?',
    answer: 'It is verified when present, and not demanded.',
    why: 'The pages say "when duration verification is needed" and not when that is.',
    value: 'optional',
    alternatives: ['required'],
  },
  'price.fixed': {
    question: 'Do params change the price of a FIXED model?',
    answer:
      'No: always base_credits, also of the models whose pages say that a version or a speed can change the cost.',
    why: 'Every sample of a FIXED model reserves its base credits, and no page says how much more it can be.',
  },
  'price.metered': {
    question: 'Does the amount of input change the price of a METERED model?',
    answer: 'No: always base_credits.',
    why: 'The samples of METERED models reserve their base credits, whatever their text.',
  },
  'price.tokens': {
    question: 'What does a chat turn cost?',
    answer: 'One credit per started 1000 tokens, at least 1, at most what was reserved.',
    why: 'It fits the documented turn: 1520 tokens, 3 reserved, 2 final.',
    value: 1_000,
  },
  'credits.balance': {
    question: 'Does current_credits exclude what is reserved?',
    answer: 'Yes: it is what the next generation can spend.',
    why: 'Submission checks the balance, so reserved credits cannot be counted twice.',
  },
  'credits.failure': {
    question: 'What does a failed generation cost?',
    answer: 'Nothing: the reservation is released and final_credits is 0.',
    why: 'The documented failed sample has final_credits 0 of 1 reserved.',
    value: 0,
  },
  'file.shape': {
    question: 'Which fields has PublicApiFile?',
    answer:
      'id, object, kind, name, mime_type, size_bytes, url, duration_seconds, duration_token, created_at.',
    why: 'url and duration_token are documented by reference; the rest describes the upload.',
    value: 'file_',
  },
  'file.durationToken': {
    question: 'What is a duration token, and who measures the duration?',
    answer:
      'Opaque, signed by the fake, bound to account and file, valid for 1 hour of world time; each reply about the file has a fresh one. The fake measures the duration itself; durationSeconds beside a token may differ from it by 1 s. Without a measurable duration both are null.',
    why: 'A token that a caller could forge would verify nothing.',
    value: HOUR,
  },
  'file.megabyte': {
    question: 'How many bytes are 1 MB in the documented limits?',
    answer: '1,048,576 (1024 times 1024).',
    why: 'The larger reading never refuses what the real API takes.',
    value: 1024 * 1024,
  },
  'file.refusals': {
    question: 'Which code has an upload of the wrong kind, type, size or signature?',
    answer: '400 validation_failed.',
    why: 'The only documented code that fits.',
    value: 'validation_failed',
  },
  'file.signature': {
    question: 'What is checked of the bytes of an upload, and what if they contradict its name?',
    answer:
      'The container is walked to its end without decoding, and alone decides the type; the file name and the declared type are not looked at.',
    why: 'The page says that the detected signature is checked; the other position also wants the declared type to agree, where it is not application/octet-stream.',
    value: 'detected',
    alternatives: ['declared-must-agree'],
  },
  'file.retention': {
    question: 'How long is an upload kept?',
    answer:
      'For ever; the fake drops the oldest bytes beyond its bound (256 MiB a world), which leaves the record and makes the URL a 404.',
    why: 'No page speaks of an end.',
  },
  'result.urls': {
    question: 'How many URLs has a result, and what do they look like?',
    answer: 'One, unless the request asks for more; below the origin of the server.',
    why: 'The documented sample has one.',
  },
  'result.size': {
    question: 'How many pixels has a result?',
    answer:
      'An image has the asked ratio exactly and about the area of a square of 1024 (1K), 2048 or 4096 pixels; the shorter side of a video is its resolution, else 720. Where the model may choose the ratio: 1:1 and 16:9. A resolution that is not for this kind of run counts as none. A video that follows an image, or whose aspect_ratio is for text alone, has the shape of its first image, its longer side at most three times the shorter; an image on another server is not fetched, and aspect_ratio counts then.',
    why: 'The pages name ratios and classes, and no pixels; wan-2-7-video follows the uploaded frame.',
    value: { '1K': 1_024, '2K': 2_048, '4K': 4_096, square: 512, video: 720, longestSide: 3 },
  },
  'result.duration': {
    question: 'How long is a result whose request names no seconds?',
    answer:
      'Video 5 s (or its frames at 16 a second), music 30 s, sounds 5 s; speech 15 characters a second, at least 1 s. n_frames is a number of seconds, as its description says. A num_frames below 1 counts as none, and nothing that is made is longer than 10 minutes.',
    why: 'Plausible, and short enough for a test.',
    value: {
      video: 5,
      picturesPerSecond: 16,
      music: 30,
      sound: 5,
      charactersPerSecond: 15,
      longest: 600,
    },
  },
  'result.audioFormat': {
    question: 'In which file does sound come?',
    answer:
      'MP3 at 44.1 kHz and 32 kbit/s unless output_format says otherwise; pcm, ulaw and alaw in WAV, opus in Ogg.',
    why: 'The option names begin with mp3; the other codings need a container to be playable.',
    value: { codec: 'mp3', rate: 44_100, kilobits: 32 },
  },
  'result.imageFormat': {
    question: 'In which format does an image come whose request names none?',
    answer: 'PNG.',
    why: 'Where a model has the choice, PNG is the most frequent default.',
  },
  'result.sound': {
    question: 'Which videos have sound?',
    answer:
      'Those whose request says so by sound or generate_audio, with the default of the model. Where audio_setting is origin, a video that is edited keeps its sound, and we take it that it has one.',
    why: 'Those three params are documented; of other models nothing is said.',
  },
  'result.extras': {
    question: 'Where are the last frame and the timestamps that a request can ask for?',
    answer:
      'In urls, behind the result: the last frame as PNG, the timestamps as JSON with a list of words, each with text, start and end in seconds.',
    why: 'urls is the only list that a result has.',
  },
  'result.urlLifetime': {
    question: 'How long does a result URL live?',
    answer: 'For ever; in the other position 24 hours of world time, then it is a 404.',
    why: 'No page speaks of an end; the switch shows what an expiry would do.',
    value: 'forever',
    alternatives: ['24h'],
  },
  'chat.streamEvents': {
    question: 'Which events does a chat stream have?',
    answer:
      'chat.completion.delta, then chat.completion.completed with the whole completion; error with the error envelope where it fails later than its first event.',
    why: 'Named after the documented object chat.completion; before the first event a refusal is a plain reply.',
  },
  'chat.keepAlive': {
    question: 'Does a stream send comments to stay alive, or a mark after its last event?',
    answer: 'Neither, unless a test plans it.',
    why: 'The page is cut before it says so; a reader of events copes with both.',
  },
  'chat.disconnect': {
    question: 'What does a turn cost whose caller leaves?',
    answer:
      'Of a stream, what was produced is settled and kept in the session, the rest released; a whole answer is finished without its caller, kept and settled in full.',
    why: 'Settlement follows usage, and a whole answer is sent only when it has been produced.',
  },
  'chat.streamReplay': {
    question: 'What answers a retry with the key of a stream that its caller left?',
    answer: 'The same stream as far as it was produced, without a completion, and nothing is paid.',
    why: 'A key never starts a second turn; the switch shows what a paid second turn would do.',
    value: 'partial',
    alternatives: ['restart'],
  },
  'chat.sessionShape': {
    question: 'What do session objects and their list look like?',
    answer:
      'id, object, model, message_count, created_at, updated_at; a single session adds messages; the list is newest first.',
    why: 'In the manner of the other objects of the API.',
    value: 'chat_',
  },
  'chat.turnRecord': {
    question: 'When does a turn appear in its session?',
    answer:
      'When it ends, question and answer together; a turn that failed leaves no trace, and opens no session.',
    why: 'A session then never holds a question without its answer.',
  },
  'chat.messageId': {
    question: 'What does the id of a message look like?',
    answer: 'msg_ and 24 lower-case letters and digits, drawn from the seed.',
    why: 'The sample elides it.',
    value: 'msg_',
  },
  'chat.parallelTurns': {
    question: 'What happens to two turns of one session at once?',
    answer: 'The second is refused with 409 chat_session_conflict.',
    why: 'The code says that a session is unusable for this request.',
  },
  'chat.unknownSession': {
    question: 'Which code has a turn in a session that does not exist?',
    answer: '409 chat_session_conflict, as for the session of another account or model.',
    why: 'The code asks for a session that the API made for the same account and model.',
  },
  'chat.usage': {
    question: 'Which tokens does usage count?',
    answer:
      'Input: all messages of the session and the new one, 256 for an image; output: the answer. An estimate, as no tokenizer is named.',
    why: 'A model reads the whole history each turn; reasoning and web search are not said to count.',
    value: 256,
  },
  'chat.capabilities': {
    question: 'Which keys has chat_capabilities, and which models can what?',
    answer:
      'web_search, image_attachments, reasoning_effort, and none for thoughts; attachments as documented, the others everywhere.',
    why: 'These four subjects are documented; the names and the models without them are not.',
  },
  'chat.thoughts': {
    question: 'How are thoughts asked for, and where do thoughts and citations stand in a reply?',
    answer: 'No field asks for thoughts, and replies have neither thoughts nor citations.',
    why: 'The pages say that some models think aloud, and are cut before the names of the fields.',
  },
  'chat.attachments': {
    question: 'How many attachments may a turn have?',
    answer: 'At most 10.',
    why: 'A bound must exist, and no page names one.',
    value: 10,
  },
  'webhook.eventBody': {
    question: 'Which field of an event holds the generation?',
    answer: 'data, the generation as the status endpoint shows it.',
    why: 'The usual name; the serializer is documented to be the same.',
  },
  'webhook.signature': {
    question: 'How is a delivery signed?',
    answer:
      'As Standard Webhooks describe: webhook-id (the delivery), webhook-timestamp and webhook-signature over id.timestamp.body with HMAC-SHA256 and the Base64 after whsec_ as key. The alternative is one header Rivya-Signature: t=<seconds>,v1=<hex> over t.body, with the secret as it is written as key.',
    why: 'The secret prefix whsec_ is that of the standard; the alternative is the other widespread scheme.',
    value: 'standard-webhooks',
    alternatives: ['timestamped-hex'],
  },
  'webhook.tolerance': {
    question: 'How old may the timestamp of a delivery be?',
    answer: '5 minutes, in both directions; the client refuses beyond.',
    why: 'The usual tolerance of receivers.',
    value: 300_000,
  },
  'webhook.timeout': {
    question: 'How long does a delivery wait for its answer?',
    answer: '5 seconds of real time.',
    why: 'The page says "short".',
    value: 5 * SECOND,
  },
  'webhook.success': {
    question: 'Which answers count as received?',
    answer:
      'Any 2xx that arrives whole; anything else is a failed attempt, also 410. That redirects are not followed is documented.',
    why: 'The custom of webhook senders.',
  },
  'webhook.gone': {
    question: 'What does the answer 410 do?',
    answer: 'It is a failed attempt like any other.',
    why: 'No page names an exception; some senders disable the endpoint at once.',
    value: 'retry',
    alternatives: ['disable'],
  },
  'webhook.retries': {
    question: 'When is a delivery tried again?',
    answer:
      'After 30 s, 2 min, 10 min, 1 h and 6 h, each from the attempt before, with the same id and body and a fresh timestamp.',
    why: 'A common schedule; none is documented.',
    value: [30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 6 * HOUR],
  },
  'webhook.order': {
    question: 'In which order do events arrive?',
    answer:
      'First attempts in the order of the events, one at a time for each endpoint; a retry does not hold up later events.',
    why: 'A delivery that waits for six hours must not hold up all others.',
  },
  'webhook.disabled': {
    question: 'What becomes of the deliveries of an endpoint that is disabled or deleted?',
    answer:
      'Those that wait fail for good; later events are recorded and never delivered. Test events still go to a disabled endpoint.',
    why: 'A caller who turns an endpoint off wants silence, and a way to try it before it is turned on.',
  },
  'webhook.disableAfter': {
    question: 'When is an endpoint disabled by itself?',
    answer:
      'After 20 deliveries in a row have failed for good: failure_count counts them, and a success or a re-enabling sets it to 0. last_failure_at is the last failed attempt.',
    why: 'failure_count and disabled_at exist; the threshold is not documented.',
    value: 20,
  },
  'webhook.rotation': {
    question: 'What becomes of the old secret after a rotation?',
    answer: 'It is invalid at once.',
    why: 'Nothing is said of an overlap.',
    value: 'immediate',
    alternatives: ['overlap24h'],
  },
  'webhook.delete': {
    question: 'What does DELETE return, and what follows?',
    answer: 'The endpoint with status revoked and revoked_at; afterwards 404, and not listed.',
    why: 'The object has a revoked_at.',
  },
  'webhook.patch': {
    question: 'Which fields does PATCH take?',
    answer: 'name, url, event_types, and status as active or disabled.',
    why: 'The fields of create, and the one state that a caller can undo.',
  },
  'webhook.testEvent': {
    question: 'What is the event of a test delivery?',
    answer: 'Type webhook.test, with a sample generation as data.',
    why: 'It cannot be taken for a real one.',
    value: 'webhook.test',
  },
  'webhook.eventTypes': {
    question: 'What does a missing or empty event_types mean?',
    answer: 'Missing: both types. Empty: validation_failed.',
    why: 'An endpoint that can never receive anything is a mistake.',
  },
  'webhook.records': {
    question: 'What do delivery and event records look like?',
    answer:
      'Deliveries have id, endpoint, event, status, attempts, last response and next attempt; events are the posted body, recorded where the account has an endpoint. Lists show the newest 100.',
    why: 'In the manner of the other objects of the API; no page names a paging.',
    value: { listed: 100 },
  },
  'webhook.hosts': {
    question: 'Which host names count as local, and when are names resolved?',
    answer:
      'Names without a dot, and names below localhost, localdomain, local, internal, intranet, private, corp, home, lan, home.arpa, test, invalid, onion and alt. Names are resolved at each delivery, not at registration, and refused if any of their addresses is not public.',
    why: 'Suffixes of special use or custom for local networks; resolution at delivery is what stops rebinding.',
    value: {
      localSuffixes: [
        'localhost',
        'localdomain',
        'local',
        'internal',
        'intranet',
        'private',
        'corp',
        'home',
        'lan',
        'home.arpa',
        'test',
        'invalid',
        'onion',
        'alt',
      ],
    },
  },
  'webhook.limits': {
    question: 'How long may name and url be, and how many endpoints may an account have?',
    answer: '100 and 2048 characters; 20 endpoints.',
    why: 'A bound must exist, and no page names one.',
    value: { nameLength: 100, urlLength: 2_048, endpoints: 20 },
  },
  'openapi.document': {
    question: 'How is the published document written?',
    answer: 'OpenAPI 3.1, components named after the objects; PublicApiFile is documented.',
    why: 'Only the version v1 and one component name are known.',
  },
  cors: {
    question: 'Does the API answer other origins?',
    answer: 'Not below /api/v1; result media answer any origin.',
    why: 'Keys are documented to be server-side only.',
  },
} as const satisfies Record<string, Assumption>;

export type AssumptionId = keyof typeof ASSUMPTIONS;
