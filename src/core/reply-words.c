/* The words by which mail programs mark quotes, forwards and signatures. A language or a
 * program is a row. */
#include "core/reply-words.h"

/* clang-format off */
/* Said by "X wrote:", whole words. */
static const char *const verbs[] = {
	"wrote", "writes", "schrieb", "geschrieben", "ecrit", "escribio", "escreveu",
	"scritto", "scrisse", "schreef", "geschreven", "skrev", "kirjoitti", "napisał",
	"napisała", "napisal", "napisala", "napsal", "napsala", "irta", "scris", "yazdı",
	"yazmıs", "kirjutas", "rakstija", "rase", "napisao", "shkroi", "skrifadi", "viet",
	"menulis", "написал", "написала", "пишет", "писал", "писала", "написав", "пише",
	"έγραψε", "כתב", "כתבה", "כתב/ה", "كتب", "كتبت", "كتب/كتبت", "napisana",
	"pisze", "написа", "написао", "написао/ла", "написала/о", "quoting", "zitat",
	"citando", "citation", "missatge", "نوشت", "skrifaði", "skrifar", "schreibt",
	"schreiben", "ecrivait", "escribia", "escribe", "escreve", "scrive", "napise",
	"pise", "pisal", "pisala", "kirjoittaa", "skriver", "yaziyor", "rakstīja",
	"parašė", "kirjutab", "viết", "wrote---", "escriure", "escrit", "napisali",
	"напиша", "дописа",
};

/* The same where words are not parted by blanks. */
static const char *const verbs_within[] = {
	"写道", "寫道", "写到", "编写", "書きました", "のメール", "작성",
	"썼습니다", "เขียน",
	"쓴 글", "쓰셨습니다", "쓴 메일", "님이 보낸", "लिखा", "寫到", "写了", "来信",
	"發自", "님의 말", "撰写", "撰寫",
};

/* The first word, or words, of "On Monday …". */
static const char *const intros[] = {
	"on ", "am ", "le ", "el ", "em ", "op ", "il ", "den ", "dnia ", "w dniu ",
	"in data ", "no dia ", "pa ", "dne ", "la ", "na ", "στις ", "في ", "ב-", "в ",
	"vao ", "pada ", "在", "于", "於", "wiadomosc ", "tarihinde ",
	"на ", "kuupaev ", "missatge ", "quoting ", "zitat von ", "le lun",
	"v ", "dana ", "pirmd", "vào ", "เมื่อ ", "il giorno ", "pe ", "در تاریخ", "fecha ",
};

/* Header names as mail programs translate them, without blanks. */
static const char *const from_names[] = {
	"from", "von", "de", "fra", "fran", "da", "van", "od", "от", "откого", "від",
	"发件人", "寄件者", "寄件人", "發件人", "差出人", "送信者", "送信元", "보낸사람",
	"보낸이", "발신", "kimden", "gonderen", "lahettaja", "felado", "dela", "απο", "από",
	"من", "מאת", "nadawca", "expediteur", "absender", "afzender", "remitente",
	"mittente", "dari", "tu", "saatja",
	"จาก", "šalje", "salje", "nuo", "no", "од", "از", "od koho", "fromname", "發信人",
	"发信人", "寄信人", "寄件者名", "发件者", "發件者", "발신자", "보낸사람이름", "odesilatel", "odosielatel",
	"expeditor", "отправитель", "отправител", "відправник", "pengirim", "nguoigui",
	"ผู้ส่ง", "afsender", "avsandare", "avsender", "remetente", "remitent",
	"posiljatelj", "siuntejas", "sutitajs", "שולח", "المرسل", "αποστολεας",
	"αποστολέας",
};

static const char *const sent_names[] = {
	"sent", "date", "gesendet", "datum", "envoye", "envoyele", "enviado", "enviadoel",
	"enviadoem", "enviadaem", "enviada", "fecha", "data", "inviato", "inviatoil",
	"verzonden", "skickat", "sendt", "dato", "lahetetty", "paivays", "paivamaara",
	"wysłano", "дата", "отправлено", "发送时间", "發送時間", "发送日期", "日期", "时间",
	"寄件日期", "傳送時間", "傳送日期", "送信日時", "日時", "日付", "送信日",
	"보낸날짜", "날짜", "보낸시간", "tarih", "gonderildi", "odeslano", "elkuldve",
	"trimis", "ημερομηνία", "στάλθηκε", "تمالإرسال", "التاريخ", "נשלח", "תאריך",
	"senton", "надіслано", "messagedu",
	"ส่ง", "วันที่", "đagui", "poslano", "изпратено", "issiusta", "nosutits",
	"saadetud", "enviat", "послато", "датум", "ارسالشده", "تاریخ", "dikirim",
	"tanggal", "ngay", "odoslane", "kuldve", "kuldesideje", "datumodeslani",
	"dataodeslani", "dat", "data:", "dateenvoi", "envoyeele", "gonderilmetarihi",
	"gondermetarihi", "tarihi", "inviatail", "datadinvio", "dataenvio",
	"fechadeenvio", "odoslanedna", "poslanodne", "sentdate", "senttime", "sendtime",
	"sendetime", "发送于", "发信时间", "發信時間", "发送日", "寄送時間", "寄件時間", "傳送於", "发件时间", "發件時間",
	"보낸시각", "보낸일시", "발신일", "작성일", "надiслано", "отправленное", "lahetyspaiva",
	"skickatden", "sendtden", "verzondenop", "envoyesle", "kuupaev", "datums",
	"дата отправления", "датаотправления", "dato/tid", "wyslano",
};

static const char *const to_names[] = {
	"to", "an", "a", "para", "til", "till", "aan", "do", "кому", "收件人", "收件者",
	"宛先", "받는사람", "받는이", "수신", "kime", "vastaanottaja", "cimzett", "catre",
	"προς", "إلى", "אל", "adresat", "komu", "destinataire", "empfanger", "kepada",
	"ถึง", "tới", "toi", "đen", "prima", "za", "kam", "adressaat", "pera", "за",
	"به", "收信人", "收件方", "受取人", "받는이들", "수신자", "komu:", "получатель", "получатели",
	"получател", "penerima", "nguoinhan", "ผู้รับ", "modtager", "mottaker",
	"mottagare", "ontvanger", "destinatario", "destinatari", "alici", "παραληπτης",
	"παραλήπτης", "до", "адресат", "til:",
};

static const char *const subject_names[] = {
	"subject", "sujet", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp",
	"emne", "amne", "temat", "тема", "主题", "主題", "标题", "主旨", "件名", "제목",
	"konu", "aihe", "predmet", "targy", "subiect", "θέμα", "الموضوع", "נושא", "perihal",
	"เรื่อง", "หัวข้อ", "chuđe", "zadeva", "относно", "teema", "assumpte", "наслов",
	"موضوع", "subjek", "judul", "tieuđe", "题目", "題目", "郵件主題", "邮件主题",
	"표제", "naslov", "predmetas", "temats", "tema", "lynne", "asia", "efni",
};

static const char *const other_names[] = {
	"copiea", "cc", "kopie", "copie", "kopia", "копия", "抄送", "抄送人", "副本",
	"참조", "reply-to", "importance", "wichtigkeit", "attachments", "附件",
	"копие", "copia", "kopio", "kopija", "koopia", "masolat", "masolatotkap",
	"masodpeldany", "κοιν.", "κοινοποίηση", "кп", "kp", "dw", "bilgi", "สำเนา",
	"עותק", "نسخة", "رونوشت", "bcc", "密送", "暗送", "抄送者", "ccn", "cci",
	"bijlagen", "anlagen", "piecesjointes", "adjuntos", "anexos", "allegati",
	"załaczniki", "вложения", "첨부파일", "첨부", "添付ファイル", "priority", "优先级", "重要性",
	"prioritat", "дк", "ตอบกลับ", "replyto", "replyto:", "对方回复", "answerto",
	"antwortan", "repondrea", "копија",
};

/* Between dashes, above what is quoted. */
static const char *const originals[] = {
	"original message", "original mail", "original email", "original e-mail",
	"original appointment", "originalmessage", "replied message", "reply message",
	"ursprungliche nachricht", "originalnachricht", "original-nachricht",
	"original nachricht", "ursprunglicher termin", "message d'origine",
	"message original", "message initial", "mensaje original", "mensagem original",
	"messaggio originale", "oorspronkelijk bericht", "origineel bericht",
	"oprindelig besked", "oprindelig meddelelse", "opprinnelig melding",
	"ursprungligt meddelande", "originalmeddelande", "alkuperainen viesti",
	"oryginalna wiadomosc", "wiadomosc oryginalna", "исходное сообщение",
	"оригинальное сообщение", "puvodni zprava", "puvodna sprava", "eredeti uzenet",
	"mesaj original", "mesajul original", "orijinal ileti", "orijinal mesaj",
	"αρχικό μήνυμα", "邮件原件", "邮件原文", "郵件原件", "原始邮件", "原邮件",
	"原始郵件", "原始信件", "原始消息", "回复的原邮件", "回复的邮件", "元のメッセージ",
	"元のメール", "原本", "원본 메시지", "원본 메일", "원본메일", "الرسالة الأصلية",
	"ההודעה המקורית", "original",
	"forwarded or replied message", "message precedent",
	"mensagem anterior", "mensaje anterior", "vorige bericht", "wiadomosc zrodlowa",
	"tidligere besked", "izvirno sporocilo", "originalna poruka", "izvorna poruka",
	"izvorno sporocilo", "оригинално съобщение", "оригінальне повідомлення",
	"вихідне повідомлення", "originaalsõnum", "originaalsonum", "pirminis laiskas",
	"pirmine zinute", "sakotnejais zinojums", "missatge original", "thu goc",
	"tin nhan goc", "ข้อความเดิม", "ข้อความต้นฉบับ", "pesan asli", "پیام اصلی",
	"原始訊息", "原始讯息", "原始邮件信息", "回复邮件", "答复邮件", "回信原文", "引用邮件", "元メール",
	"urspr. nachricht", "ursprungsnachricht", "ursprunglig post",
	"alkuperainen posti", "mensagem de origem", "mail original", "mail d'origine",
	"e-mail d'origine", "courriel original", "ursprungliche mail",
	"ursprungliche e-mail", "orjinal mesaj", "orijinal e-posta", "원본 이메일",
	"원래 메시지", "原始信息", "原始資訊", "原信", "来信原文", "mail originale",
	"correo original", "e-mail original", "oorspronkelijke mail",
	"oorspronkelijke e-mail", "исходное письмо", "оригинальное письмо",
	"oryginalny e-mail", "ursprungligt mejl",
};

/* Between dashes, above what is passed on. */
static const char *const forwards[] = {
	"forwarded message", "forwarded mail", "forwarded email", "forwarded by",
	"weitergeleitete nachricht", "weitergeleitete mail", "weitergeleitete e-mail",
	"message transfere", "message reexpedie", "courriel transfere", "mensaje reenviado",
	"mensagem encaminhada", "mensagem reencaminhada", "messaggio inoltrato",
	"doorgestuurd bericht", "videresendt besked", "videresendt meddelelse",
	"videresendt melding", "vidarebefordrat meddelande", "valitetty viesti",
	"przekazana wiadomosc", "wiadomosc przekazana", "пересылаемое сообщение",
	"пересылаемое письмо", "пересланное сообщение", "preposlana zprava",
	"tovabbitott uzenet", "tovabbitott level", "mesaj redirectionat", "iletilen mesaj",
	"yonlendirilmis mesaj", "προωθημένο μήνυμα", "转发的邮件", "转发邮件信息",
	"转发邮件", "转发的消息", "轉寄郵件", "轉寄的郵件", "轉寄訊息", "転送メッセージ",
	"転送されたメッセージ", "転送メール", "転送", "전달된 메시지", "전달된 메일",
	"전달메일", "رسالة معاد توجيهها",
	"forward message", "forwarded", "begin forwarded message", "forwarded content",
	"message forwarded", "mail transfere", "e-mail transfere", "message suivi",
	"correo reenviado", "e-mail encaminhado", "mail inoltrata", "email inoltrata",
	"doorgestuurde mail", "doorgestuurde e-mail", "doorgezonden bericht",
	"vidarebefordrat mail", "edelleen lahetetty viesti", "przesłana wiadomosc",
	"przekazany list", "переадресованное сообщение", "переслане повідомлення",
	"препратено съобщение", "прослеђена порука", "proslijeđena poruka",
	"proslijedena poruka", "posredovano sporocilo", "preposlana sprava",
	"iletilmis mesaj", "iletilmis ileti", "persiustas laiskas",
	"persiustas pranesimas", "parsutita zina", "edastatud sonum",
	"missatge reenviat", "thu đuoc chuyen tiep", "tin nhan đuoc chuyen tiep",
	"ข้อความที่ส่งต่อ", "pesan terusan", "pesan yang diteruskan", "پیام فوروارد شده",
	"הודעה שהועברה", "转发邮件原文", "转发的原邮件", "转发信件", "转发消息", "转发", "轉發郵件", "轉寄", "轉發",
	"已转发邮件", "원본 메시지 전달", "전달된 편지", "転送元メール", "転送されたメール",
	"yonlendirilmis ileti", "пересланное письмо", "перенаправленное сообщение", "thu đa chuyen tiep",
	"начало пересылаемого сообщения", "mesaj inaintat", "yonlendirilen ileti",
	"已轉寄的郵件", "已转发的邮件", "轉寄的訊息", "prosleđena poruka", "edastatud kiri",
	"weitergeleitet von", "transfere par", "inoltrato da", "reenviado por",
	"encaminhado por", "doorgestuurd door", "vidarebefordrat av", "videresendt af",
	"videresendt av", "przesłane przez", "转发人", "轉寄者", "転送者",
};

/* A whole line without dashes, as Apple Mail and some web mailers write it. */
static const char *const forward_lines[] = {
	"begin forwarded message", "anfang der weitergeleiteten nachricht",
	"anfang der weitergeleiteten e-mail", "debut du message reexpedie",
	"debut du message transfere", "inicio del mensaje reenviado",
	"inicio da mensagem reenviada", "inicio da mensagem encaminhada",
	"inizio messaggio inoltrato", "inizio del messaggio inoltrato",
	"begin doorgestuurd bericht", "vidarebefordrat brev",
	"poczatek przekazywanej wiadomosci", "начало переадресованного сообщения",
	"以下是转发的邮件", "开始转发的邮件", "下面是被转发的邮件", "被转发的邮件",
	"以下為轉寄的郵件", "開始轉寄郵件", "転送されたメッセージ", "전달된 메시지 시작",
	"다음은 전달된 메시지입니다",
	"begin forwarded email", "begin forwarded mail", "inicio del mensaje enviado",
	"videresendt besked", "begynnelse pa videresendt melding",
	"start pa videresendt besked", "start videresendt melding",
	"valitetty viesti alkaa", "zacatek preposlane zpravy",
	"zaciatok preposlanej spravy", "tovabbitott level kezdete",
	"inceputul mesajului redirectionat", "iletilen iletinin baslangici",
	"alinti mesaj", "початок переадресованого повідомлення",
	"начало на препратено съобщение", "αρχή προωθημένου μηνύματος",
	"بدء الرسالة المعاد توجيهها", "להלן הודעה שהועברה", "开始转发邮件", "转发邮件如下", "转发如下",
	"以下为转发邮件", "以下是轉寄的郵件", "開始轉發郵件", "転送メッセージの開始", "転送されたメールここから", "다음은 전달된 메일입니다",
	"dimulai pesan terusan", "bat đau thu chuyen tiep",
	"videresendt melding", "weitergeleitete nachricht",
	"inicio da mensagem reencaminhada", "begynnelsen pa videresendt melding",
	"pocetak prosleđene poruke", "початок листа, що пересилається",
	"zacatek preposilane zpravy", "iletilmis mesajın baslangıcı", "ileti baslangıcı",
	"iletilen iletinin baslangıcı", "bat đau thu đuoc chuyen tiep",
	"以下是被转发的邮件", "开始转发的消息", "被转发的消息", "開始轉寄訊息", "以下為轉寄的訊息",
	"以下是轉寄的訊息", "以下为转发的消息", "以下是转发的消息",
};

/* Above it the answer is to be written. */
static const char *const reply_above[] = {
	"reply above this line",
	"type your reply above this line",
	"please type your reply above this line",
	"write above this line",
	"do not write below this line",
	"bitte antworten sie oberhalb dieser linie",
	"请在此行以上回复",
	"请在此线上方回复",
	"please reply above this line", "reply above the line",
	"add your reply above", "to reply, type above this line",
	"veuillez repondre au-dessus de cette ligne",
	"repondez au-dessus de cette ligne", "responda por encima de esta linea",
	"por favor escriba su respuesta por encima", "responda acima desta linha",
	"rispondi sopra questa riga", "antwoord boven deze lijn",
	"ответьте выше этой линии", "この線より上に返信", "この行より上", "이 줄 위에", "在此行以上回覆",
	"請在此行以上回覆", "请在此线以上回复", "请在此行上方", "请在此线上方", "請在此行上方",
	"請在此線上方", "请在这条线上方", "请在这一行以上", "bitte oberhalb dieser linie",
	"bitte antworten sie uber dieser zeile", "please enter your reply above this line",
	"antworten sie oberhalb dieser zeile", "skriv over denne linje",
	"svara ovanfor denna rad", "odpowiedz powyzej tej linii", "vastaa taman rivin ylapuolelle",
	"bu satırın ustune yanıt verin", "ответьте над этой строкой",
};

/* The line begins so, names a device or a mail program and, where the verb comes last,
 * holds the verb. */
static const DeviceHead device_heads[] = {
	{ "sent from ", "" }, { "sent using ", "" }, { "sent via ", "" },
	{ "sent with ", "" }, { "sent by ", "" }, { "get outlook for ", "" },
	{ "gesendet von ", "" }, { "gesendet mit ", "" }, { "gesendet aus ", "" },
	{ "gesendet uber ", "" }, { "von meinem ", "gesendet" },
	{ "von unterwegs ", "gesendet" },
	{ "diese nachricht wurde von meinem ", "gesendet" },
	{ "diese e-mail wurde von ", "gesendet" }, { "holen sie sich outlook", "" },
	{ "laden sie outlook", "" }, { "outlook fur ", "" }, { "envoye de ", "" },
	{ "envoye depuis ", "" }, { "envoye a partir d", "" }, { "envoye avec ", "" },
	{ "obtenir outlook pour ", "" }, { "telecharger outlook pour ", "" },
	{ "telechargez outlook pour ", "" }, { "enviado desde ", "" },
	{ "enviado con ", "" }, { "obtener outlook para ", "" }, { "enviado do ", "" },
	{ "enviado de ", "" }, { "enviado a partir d", "" }, { "enviado via ", "" },
	{ "enviado pelo ", "" }, { "obter o outlook para ", "" },
	{ "baixe o outlook para ", "" }, { "inviato da", "" }, { "inviato con ", "" },
	{ "scarica outlook per ", "" }, { "ottieni outlook per ", "" },
	{ "verzonden vanaf ", "" }, { "verzonden vanuit ", "" }, { "verstuurd vanaf ", "" },
	{ "verzonden met ", "" }, { "download outlook voor ", "" },
	{ "outlook voor ", "downloaden" }, { "skickat fran ", "" },
	{ "hamta outlook ", "" }, { "sendt fra ", "" }, { "hent outlook ", "" },
	{ "fa outlook ", "" }, { "lahetetty ", "" }, { "hanki outlook ", "" },
	{ "wysłane z ", "" }, { "wysłano z ", "" }, { "pobierz outlook", "" },
	{ "отправлено с ", "" }, { "отправлено из ", "" }, { "отправлено от ", "" },
	{ "скачать outlook", "" }, { "надіслано з ", "" }, { "odeslano z ", "" },
	{ "odoslane z ", "" }, { "ziskat outlook", "" }, { "az iphone-omrol", "" },
	{ "az ipademrol", "" }, { "elkuldve ", "" }, { "trimis de ", "" },
	{ "trimis din ", "" }, { "στάλθηκε από ", "" }, { "εστάλη από ", "" },
	{ "أرسلت من ", "" }, { "أرسل من ", "" }, { "נשלח מ", "" }, { "发自", "" },
	{ "發自", "" }, { "来自", "" }, { "來自", "" }, { "发送自", "" }, { "傳送自", "" },
	{ "从", "发" }, { "從", "傳送" }, { "從", "寄出" }, { "由我的", "发" },
	{ "获取 outlook", "" }, { "取得 outlook", "" }, { "下载 outlook", "" },
	{ "iphoneから送信", "" }, { "ipadから送信", "" }, { "私の", "から送信" },
	{ "androidから送信", "" }, { "スマートフォンから送信", "" },
	{ "outlook for ", "入手" }, { "나의 ", "에서 보냄" }, { "내 ", "에서 보냄" },
	{ "iphone에서 보냄", "" }, { "갤럭시에서 보냄", "" }, { "iphone'umdan ", "" },
	{ "iphone'dan ", "" }, { "dikirim dari ", "" }, { "ส่งจาก", "" },
	{ "duoc gui tu ", "" },
	{ "sent on the go", "" }, { "sent while mobile", "" }, { "sent on my ", "" },
	{ "sent in ", "" }, { "sent through ", "" }, { "written on ", "" },
	{ "typed on ", "" }, { "gesendet per ", "" }, { "gesendet vom ", "" },
	{ "mit der ", "gesendet" }, { "mit meinem ", "gesendet" },
	{ "mit dem ", "gesendet" }, { "mobil gesendet", "" },
	{ "diese mail wurde von ", "gesendet" }, { "envoye via ", "" },
	{ "envoye par ", "" }, { "envoye du ", "" }, { "provenance : ", "" },
	{ "enviado por ", "" }, { "enviado mediante ", "" }, { "desde mi ", "" },
	{ "enviado com ", "" }, { "enviado a partir ", "" }, { "enviada do ", "" },
	{ "mensagem enviada ", "" }, { "inviato tramite ", "" },
	{ "inviato mediante ", "" }, { "inviata da", "" }, { "messaggio inviato ", "" },
	{ "verzonden via ", "" }, { "verstuurd via ", "" }, { "vanaf mijn ", "" },
	{ "skickat via ", "" }, { "skickades fran ", "" }, { "sendt via ", "" },
	{ "sendt med ", "" }, { "skickat med ", "" }, { "lahetin taman ", "" },
	{ "wysłane za pomoca ", "" }, { "wysłano za pomoca ", "" },
	{ "wysłane przez ", "" }, { "wiadomosc wysłana ", "" },
	{ "отправлено через ", "" }, { "отправлено с помощью ", "" },
	{ "отправлено при помощи ", "" }, { "надіслано за допомогою ", "" },
	{ "відправлено з ", "" }, { "изпратено от ", "" }, { "odeslano pomoci ", "" },
	{ "poslano z ", "" }, { "poslano s ", "" }, { "odoslane cez ", "" },
	{ "kuldve ", "" }, { "elkuldve az ", "" }, { "trimis prin ", "" },
	{ "expediat de ", "" }, { "iphone'umdan gonderildi", "" },
	{ "ipad'imden gonderildi", "" }, { "android icin ", "" },
	{ "samsung ", "gonderildi" }, { "dikirim melalui ", "" },
	{ "dihantar dari ", "" }, { "gui tu ", "" }, { "đuoc gui tu ", "" },
	{ "đa gui tu ", "" }, { "ส่งโดยใช้", "" }, { "ส่งจาก ", "" }, 
	{ "ارسال شده از ", "" }, { "تم الإرسال من ", "" }, { "مرسل من ", "" },
	{ "发自我的", "" }, { "发送自我的", "" }, { "来自我的", "" }, { "來自我的", "" }, { "從我的", "傳送" },
	{ "從我的", "發送" }, { "从我的", "发送" }, { "用我的", "发" }, { "由 ", "发送" },
	{ "使用 ", "发送" }, { "通过 ", "发送" }, { "透過 ", "傳送" }, { "寄自", "" }, { "寄件自", "" },
	{ "傳自", "" }, { "以 ", "傳送" }, { "本邮件由", "发送" }, { "此邮件由", "发送" },
	{ "该邮件从", "发送" }, { "发自", "客户端" }, { "安卓", "发送" }, { "android ", "から送信" },
	{ "iphone ", "から送信" }, { "ipad ", "から送信" }, { "docomo ", "" }, { "auの", "送信" },
	{ "androidスマートフォンから", "" }, { "gmailから送信", "" }, { "outlook から送信", "" },
	{ "yahoo!メール", "送信" }, { "携帯から送信", "" }, { "モバイルから送信", "" }, { "スマホから送信", "" },
	{ "ipad에서 보냄", "" }, { "아이폰에서 보냄", "" }, { "android에서 보냄", "" },
	{ "내 iphone", "" }, { "내 갤럭시", "" }, { "갤럭시 ", "보냄" }, { "samsung ", "보냄" },
	{ "모바일", "보냄" }, { "스마트폰", "보냄" }, { "outlook", "다운로드" },
	{ "outlook for ", "받기" }, { "ios용 outlook", "" }, { "android용 outlook", "" },
	{ "获取outlook", "" }, { "下載 ", "outlook" }, { "下载 ", "outlook" },
	{ "windows ", "から送信" }, { "samsung ", "보냈" }, { "네이버 ", "보냄" },
	{ "카카오", "보냄" }, { "enviat des d", "" }, { "نشر من ", "" },
	{ "von outlook ", "gesendet" }, { "obtenez outlook", "" },
	{ "obtenha o outlook", "" }, { "obtenga outlook", "" },
	{ "descargar outlook", "" }, { "pobierz aplikacje outlook", "" },
	{ "uzyskaj aplikacje outlook", "" }, { "скачайте outlook", "" },
	{ "получить outlook", "" }, { "ios icin outlook", "" },
	{ "windows icin ", "gonderildi" }, { "tai outlook cho", "" },
	{ "tai xuong outlook", "" }, { "dapatkan outlook", "" },
	{ "获取 ios ", "outlook" }, { "获取 android ", "outlook" },
	{ "获取适用于 ", "outlook" }, { "取得 ios ", "outlook" },
	{ "取得 android ", "outlook" }, { "本邮件发自", "" },
	{ "ios 版 outlook", "入手" }, { "android 版 outlook", "入手" },
	{ "samsung ", "から送信" }, { "xperiaから送信", "" }, { "galaxyから送信", "" },
	{ "삼성 ", "보냄" }, { "windows용 ", "보냄" }, { "az iphone ", "kuldve" },
	{ "issiusta is ", "" }, { "saadetud minu ", "" },
};

static const char *const device_words[] = {
	"iphon", "ipad", "ipod", "android", "mobil", "handy", "phone", "fon", "tablet",
	"blackberry", "outlook", "mail", " app", "app ", "typeapp", "galaxy", "samsung",
	"huawei", "honor", "xiaomi", "redmi", "oppo", "vivo", "windows", "yahoo", "nokia",
	"google pixel", "oneplus", "lark", "feishu", "device", "dispositivo", "gerat",
	"movil", "celular", "cellulare", "puhelim", "телефон", "смартфон", "айфон", "飞书",
	"手机", "手機", "微信", "邮箱", "邮件", "信箱", "小米", "华为", "荣耀", "スマート",
	"갤럭시", "스마트", "wireless", "мобильн",
	"客户端", "企业微信", "钉钉", "网易", "foxmail", "qq", "dingtalk", "aquamail",
	"bluemail", "k-9", "protonmail", "proton", "zoho", "superhuman",
	"thunderbird", "airmail",
	"motorola", "nexus", "lenovo", "realme", "meizu", "魅族", "三星", "一加", "realme",
	"苹果", "apple", "smartphone", "telefon", "puhelin", "mobiel",
	"gsm", "携帯", "ドコモ", "아이폰", "네이버", "naver", "daum", "다음", "웹메일",
	"webmail", "gmx", "web.de", "mail.ru", "яндекс", "yandex", "mymail",
	"tablette", "tableta", "портативн", "смарт", "điện thoại",
	"đien thoai", "โทรศัพท์", "ponsel", "הנייד", "هاتفي", "الجوال",
	"钉邮", "spark", "canary", "boxer", "xperia", "삼성",
};

/* The whole line, less punctuation. */
static const char *const closings[] = {
	"regards", "best regards", "kind regards", "kindest regards", "warm regards",
	"warmest regards", "with kind regards", "with best regards", "with regards",
	"many regards", "best wishes", "with best wishes", "all the best", "best", "br",
	"rgds", "cheers", "sincerely", "sincerely yours", "yours sincerely", "yours truly",
	"yours faithfully", "respectfully", "cordially", "mit freundlichen grussen",
	"mit besten grussen", "freundliche grusse", "viele grusse", "beste grusse",
	"herzliche grusse", "liebe grusse", "schone grusse", "mit freundlichem gruss",
	"freundlicher gruss", "mfg", "vg", "lg", "cordialement", "bien cordialement",
	"bien a vous", "bien a toi", "salutations", "meilleures salutations",
	"sinceres salutations", "saludos", "un saludo", "saludos cordiales",
	"un cordial saludo", "atentamente", "cordialmente", "atenciosamente",
	"cumprimentos", "melhores cumprimentos", "com os melhores cumprimentos", "att",
	"distinti saluti", "cordiali saluti", "saluti", "un saluto",
	"met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet",
	"groeten", "mvg", "med vanlig halsning", "vanliga halsningar", "med vennlig hilsen",
	"med venlig hilsen", "venlig hilsen", "mvh", "ystavallisin terveisin", "terveisin",
	"pozdrawiam", "z powazaniem", "с уважением", "з повагою", "s pozdravem",
	"s pozdravom", "udvozlettel", "cu stima", "saygılarımla", "iyi calısmalar",
	"με εκτίμηση", "مع أطيب التحيات", "此致", "敬礼", "敬禮", "此致 敬礼", "顺颂商祺",
	"顺祝商祺", "祝好", "祝工作顺利", "敬具", "よろしくお願いいたします",
	"よろしくお願いします", "宜しくお願い致します", "감사합니다", "드림",
	"thanks and regards", "thanks & regards", "thank you and regards",
	"thanks and best regards", "thanks & best regards", "with thanks",
	"with thanks and regards", "with appreciation", "warmly", 
	"yours respectfully", "respectfully yours", "talk soon", "kr", "bw",
	"tks & rgds", "gruss", "grusse", "viele gruesse",
	"mit freundlichen gruessen", "freundliche gruesse", "beste gruesse",
	"liebe gruesse", "hochachtungsvoll", "mit besten gruessen",
	"mit herzlichen grussen", "schone gruesse", "cdlt",
	"bien sincerement", "amicalement", "respectueusement", 
	"cordiales salutations", "un abrazo", "saludos y gracias",
	"reciba un cordial saludo", "reciban un cordial saludo",
	"muchas gracias y saludos", "quedo atento", "quedo a la espera", "abraco",
	"abracos", "um abraco", "cumps", 
	"com os meus cumprimentos", "un cordiale saluto", "buona giornata",
	"buon lavoro", "a presto", "hartelijke groet", "hartelijke groeten", "groet",
	"groetjes", "met hartelijke groet", "met groet", "fijne dag", "halsningar",
	"med vanliga halsningar", "basta halsningar", "hilsen", "hilsner",
	"mange hilsner", "bedste hilsner", "beste hilsen", "vennlig hilsen",
	"de bedste hilsner", "ystavallisesti", "parhain terveisin", "pozdrowienia",
	"serdecznie pozdrawiam", "z wyrazami szacunku", "lacze pozdrowienia",
	"pozdrawiam serdecznie", "с уважение", "с наилучшими пожеланиями",
	"всего доброго", "с найкращими побажаннями", "поздрави",
	"s pozdravem a pranim hezkeho dne", "s uctou", "s pranim hezkeho dne",
	"pozdravy", "lep pozdrav", "lijep pozdrav", "srdacan pozdrav", "s postovanjem",
	"pagarbiai", "lugupidamisega", "tervitades", "ar cienu", "tisztelettel",
	"udv", "koszonettel", "cu respect", "toate cele bune", "o zi buna",
	"saygilarimla", "sevgiler", "kolay gelsin", "iyi gunler",
	"φιλικά", "בברכה", "בברכה רבה", "تحياتي", "مع التحية",
	"مع خالص التحية", "tran trong", "than men", "hormat saya", "salam",
	"ขอแสดงความนับถือ", "顺祝", "顺颂", "商祺", "顺颂 商祺",
	"祝 好", "祝您工作愉快", "工作顺利", "祝工作愉快", "祝安", "即颂", "顺祝 商祺", "此致敬礼", "敬上", "谨启",
	"顺颂时祺", "敬祝", "順頌商祺", "敬祝 商祺", "祝 順心", "謹啟", "以上、よろしくお願いいたします",
	"以上、よろしくお願いします", "何卒よろしくお願いいたします", "何卒よろしくお願い申し上げます", "よろしくお願い致します",
	"宜しくお願いいたします", "宜しくお願いします", "草々", "감사드립니다", "고맙습니다", "수고하세요", "안녕히 계세요", "올림",
	"배상",
};

/* Before a number or an address on somebody's card; as text_fold() leaves them. */
static const char *const card_heads[] = {
	"tel", "phone", "mobil", "mob", "cell", "fax", "office", "direct", "ph", "t:", "m:",
	"p:", "f:", "e:", "e-mail", "email", "mail", "handy", "fon", "tél", "portable", "móvil",
	"celular", "teléfono", "telefono", "cellulare", "gsm", "komórka", "тел", "моб",
	"телефон", "факс", "puh", "tlf", "电话", "手机", "座机", "固话", "传真", "邮箱", "电邮",
	"分机", "微信", "電話", "手機", "傳真", "電郵", "携帯", "内線", "전화", "휴대폰", "휴대전화",
	"팩스", "이메일", "메일", "điện thoại", "sđt", "โทร", "ext", "內線", "qq",
};

/* A paragraph that begins so is a disclaimer if it speaks of confidence. */
static const char *const legal_heads[] = {
	"confidentiality", "confidential", "disclaimer", "legal notice", "important notice",
	"this e-mail", "this email", "this message", "this communication",
	"this transmission", "the information", "the content of this",
	"the contents of this", "if you are not the intended", "notice:", "privileged",
	"vertraulichkeit", "diese e-mail", "diese mail", "diese nachricht",
	"der inhalt dieser", "ce message", "ce courriel", "cet e-mail",
	"les informations contenues", "este mensaje", "este correo",
	"la informacion contenida", "esta mensagem", "este e-mail", "questo messaggio",
	"il presente messaggio", "le informazioni contenute", "dit bericht", "deze e-mail",
	"de informatie", "данное сообщение", "это сообщение", "本邮件", "此邮件",
	"本电子邮件", "此电子邮件", "这封邮件", "本信息", "保密声明", "保密提示",
	"免责声明", "声明:", "重要提示", "本郵件", "本電子郵件", "此郵件", "このメール",
	"本メール", "このeメール", "본 메일", "이 메일", "본 이메일", "이 전자우편",
	"privileged and confidential", "private and confidential", "this e-mail and any",
	"this email and any", "this email message", "this e-mail message",
	"this electronic", "the sender", "please consider the environment",
	"please think before", "before printing", "any views", "unless otherwise",
	"statement of confidentiality", "nota legal", "aviso legal",
	"aviso de confidencialidad", "aviso", "advertencia", "avis de confidentialite",
	"mention legale", "hinweis", "rechtlicher hinweis", "diese kommunikation",
	"die in dieser", "dieses dokument", "ce document", "les informations", "ce mail",
	"este email", "a informacao", "as informacoes", "esta comunicacao",
	"la presente", "le informazioni", "ai sensi", "questa e-mail", "questa email",
	"informativa", "denna e-post", "detta meddelande", "denne e-mail", "denne mail",
	"denne e-posten", "tama viesti", "tama sahkoposti", "ta wiadomosc",
	"niniejsza wiadomosc", "wiadomosc ta", "tresc tej", "tato zprava",
	"tento e-mail", "obsah teto", "ez az", "ez a level", "acest mesaj",
	"acest e-mail", "bu e-posta", "bu ileti", "bu mesaj", "настоящее сообщение",
	"это электронное", "информация, содержащаяся", "це повідомлення", "този имейл",
	"το παρόν", "αυτό το", "הודעה זו", "هذه الرسالة", "thu nay",
	"email nay", "pesan ini", "email ini", "郑重声明", "邮件免责", "本邮件及", "本邮件包含", "本消息",
	"此信息", "该邮件", "敬告", "声明", "提示:", "【声明", "【免责", "[声明", "保密", "本電郵", "此電郵", "本信件",
	"此信件", "免責聲明", "保密聲明", "機密聲明", "重要通知", "この電子メール", "本電子メール", "このメッセージ", "【機密",
	"[機密", "이 메시지", "본 전자우편", "본 메세지", "본 메시지", "이 이메일",
};

static const char *const legal_words[] = {
	"confiden", "privileged", "intended recipient", "intended solely", "intended only",
	"vertraulich", "vertrouwelijk",
	"riservat", "конфиденциальн", "保密", "机密", "機密",
	"기밀",
	"confidencial",
	"sigilo", "konfidentiell",
	"fortrolig", "fortroligt", "luottamuksellinen", "poufn", "duvern",
	"bizalmas", "confidential", "gizli", "конфіденці",
	"поверител", "εμπιστευτικ", "חסוי", "סודי", "سرية", "סודיות", "bảo mật",
	"bao mat", "rahasia", "未经授权", "误收", "誤收", "指定收件", "特定收件",
	"删除本", "商业秘密", "商業機密", "無断", "誤って",
};

/* One of these may stand in anybody's text; two say that it is a disclaimer. */
static const char *const legal_hints[] = {
	"recipient", "addressee", "unauthori", "disclos", "legally", "for the use of",
	"delete", "notify", "liabil", "virus", "destinataire", "destinatari", "destinee",
	"non autorise", "supprimer", "detruire", "prohibid", "eliminar", "borrar", "proibid",
	"vietat", "cancell", "geadresseerde", "vernietig", "verwijder", "empfanger",
	"adressat", "unbefugt", "vernicht", "losch", "geschutzt", "rechtlich", "mottagare",
	"modtager", "mottaker", "slett", "radera", "vastaanottaj", "adresat", "usuna",
	"cimzett", "destinatar", "alici", "sorumlu", "адресат", "получател", "уничтож",
	"удалит", "收件人", "收件者", "删除", "刪除", "法律", "责任", "責任", "泄露", "洩露",
	"转发", "使用", "宛先", "受信者", "削除", "破棄", "수신인", "삭제", "법률",
};

/* What a banner speaks of. */
static const char *const banner_mail[] = {
	"mail", "message", "sender", "originat", "organi", "nachricht", "absender",
	"courriel", "expediteur", "correo", "mensaje", "remitente", "mensagem", "remetente",
	"mittente", "messaggio", "bericht", "afzender", "письмо", "отправител", "wiadomosc",
	"nadawc", "邮件", "郵件", "发件人", "寄件", "メール", "送信者", "메일", "발신",
	"e-posta", "gonderen",
};

static const char *const banner_heads[] = {
	"caution", "external", "[external", "warning", "*external", "attention", "achtung",
	"extern", "【外部", "[外部", "外部邮件", "外部郵件", "注意",
	"this email originated from outside", "this message originated from outside",
	"you don't often get", "you do not often get", "[warning", "[caution",
	"***external", "** external", "*** external", "-external-", "external email",
	"external e-mail", "external sender", "this message is from an external",
	"this email is from an external", "this message was sent from outside",
	"this email was sent from outside", "do not click", "be careful", "vorsicht",
	"hinweis: externe", "externe e-mail", "externe nachricht", "expediteur externe",
	"courriel externe", "message externe", "attention:", "precaucion",
	"advertencia: correo", "correo externo", "mensaje externo", "cuidado", "atencao",
	"e-mail externo", "attenzione", "mittente esterno", "let op", "externe afzender",
	"ekstern", "varning", "uwaga", "wiadomosc zewnetrzna", "внимание", "внешн",
	"upozorneni", "[ext]", "【ext", "【警告", "[警告", "警告", "提醒:", "安全提示", "【安全提醒",
	"来自外部", "來自外部", "此邮件来自外部", "该邮件来自外部", "本邮件来自外部", "外部メール", "【注意", "社外", "[社外",
	"외부", "[외부", "주의", "kimden geldigini", "dikkat", "zewnetrzn",
	"learn why this is important",
};

static const char *const banner_words[] = {
	"external", "outside of", "outside the", "outside your", "extern", "ausserhalb",
	"externe", "外部", "外來", "org 外",
	"esterno", "esterna", "externo", "externa", "ekstern", "zewnetrz", "внешн",
	"зовнішн", "zunanj", "often get email", "harici", "dis kaynak", "組織外", "组织外",
	"公司外", "社外", "외부", "unknown sender", "unverified",
};
/* clang-format on */

const WordList words_verbs = WORD_LIST(verbs);
const WordList words_verbs_within = WORD_LIST(verbs_within);
const WordList words_intros = WORD_LIST(intros);
const WordList words_from_names = WORD_LIST(from_names);
const WordList words_sent_names = WORD_LIST(sent_names);
const WordList words_to_names = WORD_LIST(to_names);
const WordList words_subject_names = WORD_LIST(subject_names);
const WordList words_other_names = WORD_LIST(other_names);
const WordList words_originals = WORD_LIST(originals);
const WordList words_forwards = WORD_LIST(forwards);
const WordList words_forward_lines = WORD_LIST(forward_lines);
const WordList words_reply_above = WORD_LIST(reply_above);
const WordList words_device_words = WORD_LIST(device_words);
const WordList words_closings = WORD_LIST(closings);
const WordList words_card_heads = WORD_LIST(card_heads);
const WordList words_legal_heads = WORD_LIST(legal_heads);
const WordList words_legal_words = WORD_LIST(legal_words);
const WordList words_legal_hints = WORD_LIST(legal_hints);
const WordList words_banner_mail = WORD_LIST(banner_mail);
const WordList words_banner_heads = WORD_LIST(banner_heads);
const WordList words_banner_words = WORD_LIST(banner_words);
const DeviceHead *const words_device_heads = device_heads;
const gsize words_n_device_heads = G_N_ELEMENTS(device_heads);
