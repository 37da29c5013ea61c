/**
 * Phrases that speak to an automated reviewer, by what they ask for. Words stand one behind the other, `|` is between
 * alternatives, `*` is for up to three other words, and what begins with `!` must not stand before,
 * or within eight words behind. Lower case, NFKC.
 */
export const ORDER_PHRASES: readonly string[] = [
  // Forget what you were told.
  "ignore|disregard|forget|override|bypass * previous|prior|above|earlier|preceding|foregoing * instructions|instruction|directives|guidelines|prompt|prompts",
  "ignore|disregard|forget|override|bypass * your|initial|original * instructions|instruction|directives|guidelines|prompt|rules",
  "ignore|disregard|forget everything|anything|all you|that|above * above|told|before|instructed",
  "ignore|disregard|forget everything|all above|before",
  "new instructions|instruction for|to the|any|all|automated|ai|llm * reviewer|reviewers|model|assistant|auditor",
  "reveal|repeat|print|output|leak|disclose|show * your * prompt|instructions",
  "reveal|repeat|print|output|leak|disclose|show * the|entire|full system prompt",
  // Be somebody else.
  "you are now * mode|persona|assistant|unrestricted",
  "!if|when|whether|once|unless|that you are a|an|the|now|only * reviewer|auditor",
  "you are an|a|the ai|llm|gpt|automated|autonomous|language * reviewer|auditor|model|agent|assistant|bot|tool|scanner",
  "you must|shall|should|will * approve|merge this|the|every|all * change|changes|code|pr|pull|diff|commit|patch",
  "reviewer|reviewers|auditor must|shall|should|will * ignore|skip|disregard",
  "as an|the ai|llm|automated * reviewer|auditor|assistant|model you",
  "note|notice|attention|dear|message|instruction|instructions|hello|hi|hey|important|addressed * ai|llm|automated|automatic|gpt|claude|copilot|chatgpt * reviewer|reviewers|auditor|auditors|assistant|assistants|model|agents|scanners",
  "ai|llm|automated|gpt|claude|copilot|chatgpt * reviewer|reviewers|auditor|auditors|assistant please|must|should|shall|may|can|ignore|skip|approve * ignore|skip|approve|not|safely|pass|file|this",
  // Say nothing.
  "do|must|should|shall|please not report|flag|mention|list|raise * vulnerability|vulnerabilities|defect|defects|finding|findings|weakness|weaknesses !public|publicly|github|tracker|forum|mailing",
  "don't|never report|flag|mention|list|raise * vulnerability|vulnerabilities|defect|defects|finding|findings|weakness|weaknesses !public|publicly|github|tracker|forum|mailing",
  "do|must|should|shall|please not report|flag * this|these|it|anything as|here|in|below|from|about * vulnerable|insecure|unsafe|injection|defect|diff|change|file|function|code|vulnerability|security",
  "don't|never report|flag * this|these|it|anything as|here|in|below|from|about * vulnerable|insecure|unsafe|injection|defect|diff|change|file|function|code|vulnerability|security",
  "must|should|please|always|only|just|simply|will report|return|list|output|answer|say|find no|zero|nothing|empty * vulnerabilities|defects|findings|vulnerability|defect|finding|wrong|suspicious",
  "answer|respond|reply * with * defects|findings|vulnerabilities []",
  "answer|respond|reply with|only|exactly * empty * findings|defects|vulnerabilities|list|array",
  "answer|respond|reply|say|state|conclude|write * no security defects|vulnerabilities|issues|problems|findings",
  "no security defects are detected",
  "skip|omit the|this|any|your security * review|analysis|audit|check|checks|scan * of|for|here|on",
  "no further|additional|more security|code review|analysis|audit|checks is|are|needed|required|necessary",
  // Call it good.
  "mark|consider|treat|classify|rate|label|declare * change|changes|code|diff|file|files|pull|pr|commit|hunk|hunks|patch|function|query|findings * as|to safe|secure|benign|harmless|approved|reviewed|clean|trusted|false|be",
  "mark|consider|treat|classify|label every|all|each * as safe|secure|benign|harmless|approved|reviewed|clean|false",
  "please|just|simply|immediately|automatically|now approve|merge * change|changes|pr|pull|diff|patch|commit",
  // German
  "ignoriere|ignorieren|vergiss|vergessen|missachte * vorherigen|vorherige|vorigen|bisherigen|obigen|früheren|vorangegangenen|deine|ihre * anweisungen|anweisung|instruktionen|vorgaben|befehle|regeln",
  "du bist * reviewer|prüfer|gutachter|auditor|assistent",
  "melde|melden|berichte|erwähne * keine|nichts * schwachstellen|schwachstelle|sicherheitslücken|lücken|fehler|befunde|funde",
  "markiere|markieren|bewerte|bewerten|betrachte|stufe|behandle * als sicher|unbedenklich|geprüft|harmlos|freigegeben",
  // French
  "ignore|ignorez|ignorer|oublie|oubliez * instructions|consignes|directives * précédentes|antérieures|dessus|initiales",
  "tu|vous es|êtes * relecteur|réviseur|évaluateur|auditeur",
  "ne signale|signalez|signaler|rapporte|rapportez|mentionne|mentionnez|pas * aucune|aucun|rien|vulnérabilité|vulnérabilités|faille|failles|signaler",
  "marque|marquez|considère|considérez|traite|traitez * comme sûr|sûre|sûrs|sécurisé|sécurisée|inoffensif|fiable|approuvé",
  // Spanish
  "ignora|ignore|ignorad|olvida|olvide|descarta * instrucciones|indicaciones|órdenes * anteriores|previas|iniciales",
  "eres un|una|el|la|ahora * revisor|revisora|auditor|auditora",
  "no reportes|reporte|informes|informe|señales|señale|menciones * vulnerabilidad|vulnerabilidades|defecto|defectos|fallo|fallos|hallazgos|nada",
  "marca|marque|considera|considere|clasifica|trata * como seguro|segura|inofensivo|inofensiva|revisado|aprobado",
  // Portuguese
  "ignore|ignora|esqueça|desconsidere * instruções|orientações|ordens * anteriores|prévias|acima|iniciais",
  "você é * revisor|revisora|auditor|auditora",
  "não relate|reporte|informe|mencione|sinalize * vulnerabilidade|vulnerabilidades|defeito|defeitos|falha|falhas|nada",
  "marque|considere|trate|classifique * como seguro|segura|inofensivo|revisado|aprovado",
  // Italian
  "ignora|ignorare|dimentica|dimenticate * istruzioni|indicazioni * precedenti|iniziali|sopra",
  "sei un|il|ora * revisore|auditor",
  "non segnalare|segnala|segnalate|riportare|menzionare * vulnerabilità|difetto|difetti|problemi|nulla|niente",
  "contrassegna|considera|segna|tratta|classifica * come sicuro|sicura|innocuo|approvato",
  // Russian
  "игнорируй|игнорируйте|забудь|забудьте * предыдущие|прежние|вышеуказанные|прошлые|все * инструкции|указания|команды",
  "ты|вы теперь|рецензент|ревьюер|ревьювер|аудитор * рецензент|ревьюер|ревьювер|аудитор|кода|безопасности",
  "не сообщай|сообщайте|отмечай|указывай|упоминай * уязвимостях|уязвимости|дефектах|дефекты|ошибках|проблемах",
  "пометь|пометьте|считай|считайте|отметь * безопасным|безопасный|безопасной|проверенным|одобренным",
];

/** The same in scripts that put no blanks between words; gaps are bounded, so that matching stays linear. */
export const ORDERS_WITHOUT_BLANKS: readonly RegExp[] = [
  /(?:忽略|无视|忘记|忽視|無視).{0,10}(?:指令|指示|提示|规则|說明|说明)/u,
  /你(?:现在)?是.{0,10}(?:审查|评审|审核|审计)(?:员|者|人|助手)/u,
  /(?:不要|请勿|不得|禁止)(?:报告|标记|提及|上报|指出).{0,8}(?:漏洞|缺陷|问题|发现)/u,
  /(?:标记|视|判定|当作)(?:为)?(?:安全|无害|已审查|已批准)/u,
  /(?:以前|これまで|上記|前|先).{0,6}(?:指示|命令|プロンプト).{0,4}(?:無視|忘れ)/u,
  /あなたは.{0,12}(?:レビュアー|レビューア|レビュー担当|監査)/u,
  /(?:脆弱性|欠陥|問題|指摘).{0,8}(?:報告し?ない|指摘しない|報告するな|報告せず)/u,
  /安全(?:だ|である)?と(?:みなし|マーク|判定|して)/u,
  /(?:이전|위의|앞의|앞선|모든).{0,8}(?:지시|명령|프롬프트|지침).{0,6}무시/u,
  /당신은.{0,12}(?:리뷰어|검토자|감사|심사)/u,
  /(?:취약점|결함|문제).{0,8}(?:보고하지|지적하지|언급하지)/u,
  /안전(?:한 것으로|하다고|한 코드로).{0,6}(?:표시|간주|판단|처리)/u,
];

/** Marks by which chat templates of models tell who is speaking. */
export const CHAT_MARKS =
  /<\|(?:im_start|im_end|im_sep|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id|begin_of_text)\|>|\[\/?INST\]|<<\/?SYS>>|<(?:start|end)_of_turn>|<\/?(?:system_prompt|system_instructions?|system-reminder|untrusted_diff)>/;

/** Beginnings of a turn of a conversation, in text without white space and in lower case. */
export const FALSE_TURNS =
  /(?:^|[^a-z0-9_])(?:system|developer|assistant)(?:prompt|message|override|instruction|note)?:["'`]?(?:you(?:are|must|will|shall)|ignore|disregard|forget|override|approve|donot|don't|from(?:now|here)on|thereview|thischange|thiscode|newinstruction|noissues|nodefects)/;
