/* The words by which a program's mail is told from a person's. All as text_fold() leaves
 * them. */
#include "core/classify-words.h"

/* clang-format off */
/* A program's answer begins so, with a colon or in brackets. */
static const char *const reply_subjects[] = {
	"automatic reply", "automated reply", "auto reply", "auto-reply", "autoreply",
	"auto response", "auto-response", "autoresponse", "automatic response",
	"automated response", "autorespons", "out of office autoreply",
	"out of office reply", "out of office", "out of the office", "out-of-office",
	"automatische antwort", "abwesenheitsnotiz", "abwesenheitsnachricht",
	"abwesenheitsassistent", "réponse automatique", "reponse automatique",
	"message d'absence", "absence du bureau", "respuesta automática",
	"respuesta automatica", "fuera de la oficina", "resposta automática",
	"resposta automatica", "risposta automatica", "fuori sede", "automatisch antwoord",
	"afwezigheidsbericht", "automatiskt svar", "automatisk svar", "autosvar",
	"automaattinen vastaus", "automatyczna odpowiedź", "автоматический ответ",
	"автоответ", "автоматична відповідь", "automatická odpověď", "automatikus válasz",
	"otomatik yanıt", "răspuns automat", "αυτόματη απάντηση", "رد تلقائي", "自动回复",
	"自动答复", "自動回覆", "自動回信", "自動返信", "自動応答", "不在通知",
	"外出自动回复", "자동 회신", "자동회신", "자동 응답", "부재중 자동 응답", "부재중",
	"abwesend", "absent(e) du bureau", "absent du bureau",
	"ausência temporária", "ausente da oficina",
	"ausente do escritório", "fora do escritório", "fuori ufficio", "assente",
	"afwezig", "afwezigheidsassistent", "niet aanwezig", "frånvaro", "frånvarande",
	"ikke til stede", "fraværende", "fravær", "poissa", "poissaoloviesti",
	"odpowiedź automatyczna", "poza biurem", "nieobecność", "nieobecny",
	"mimo kancelář", "automatická odpoveď", "mimo kancelárie", "házon kívül",
	"ofis dışında", "нет на работе", "отсутствует", "нет на месте",
	"תשובה אוטומטית", "מענה אוטומטי", "תגובה אוטומטית", "מחוץ למשרד",
	"خارج المكتب", "自動回復", "自動答覆", "不在辦公室", "外出中", "休假通知", "休暇通知", "不在のお知らせ",
	"自動返信メール", "부재 중 자동 회신", "부재 중", "자동응답", "자동 답장", "자동답장", "trả lời tự động",
	"thư trả lời tự động", "balasan otomatis", "balasan automatik",
	"resposta automàtica", "automatski odgovor", "samodejni odgovor",
	"автоматичен отговор", "аутоматски одговор", "automatinis atsakymas",
	"automātiskā atbilde", "automaatvastus", "پاسخ خودکار", "ตอบกลับอัตโนมัติ",
	"การตอบกลับอัตโนมัติ", "vacation reply", "vacation response",
	"vacation message", "away message",
	"autom. antwort", "automatische abwesenheitsnotiz",
	"automatische abwesenheitsmeldung", "abwesenheitsmeldung", "réponse auto",
	"fuera de oficina", "frånvaromeddelande", "fraværsmelding", "poissaoloilmoitus",
	"autoodpowiedź", "вне офиса", "автовідповідь", "nepřítomnost", "otomatik cevap",
	"εκτόσ γραφείου", "الرد التلقائي", "自动应答", "休假自动回复", "假期自动回复",
	"邮件自动回复", "自動回复", "自動応答メール", "不在办公室", "부재중 알림",
	"tự động trả lời", "automātiska atbilde",
};

/* A program's answer begins so if the subject that it answers follows, with "re:". */
static const char *const absence_heads[] = {
	"out of office", "out of the office", "out-of-office", "ooo", "auto", "vacation",
	"on vacation", "away", "away from office", "away from the office", "on leave",
	"annual leave", "holiday", "on holiday", "absence", "absent", "abwesend",
	"abwesenheit", "urlaub", "im urlaub", "ausser haus", "nicht im büro", "congés",
	"en congés", "en vacances", "vacaciones", "de vacaciones", "ausente", "ausencia",
	"férias", "de férias", "ausência", "ferie", "in ferie", "assente", "assenza",
	"afwezig", "afwezigheid", "vakantie", "semester", "frånvaro", "fravær",
	"loma", "lomalla", "urlop", "nieobecność", "отпуск", "в отпуске", "отсутствие",
	"відпустка", "dovolená", "szabadság", "concediu", "izin", "yıllık izin", "άδεια",
	"חופשה", "إجازة", "休假", "休假中", "外出", "出差", "出差中", "不在", "不在办公室",
	"不在辦公室", "请假", "年假", "休暇", "外出中", "出張中", "휴가", "휴가 중", "부재중",
	"출장", "출장 중", "nghỉ phép", "cuti",
};

/* Lotus Notes puts a name before it. */
static const char *const absence_words[] = {
	"is out of the office (returning", "will be out of the office starting",
	"ist ausser haus (rückkehr", "est absent(e) du bureau (retour",
	"está fuera de la oficina (vuelve", "é fuori ufficio (rientro",
	"está fora do escritório (retorno", "is afwezig (terug",
};

/* Its sender is away. */
static const char *const away_words[] = {
	"out of office", "out of the office", "out-of-office", "on vacation",
	"on annual leave", "on leave", "on holiday", "away until", "am away",
	"currently away", "away from", "be away", "returning on", "return on", "back on",
	"back in the office", "traveling", "travelling", "im urlaub", "abwesend",
	"abwesenheit", "nicht im büro", "nicht im hause", "wieder erreichbar", "absent",
	"en congé", "de vacaciones", "fuera de la oficina", "de férias", "ausente",
	"in ferie", "fuori sede", "fuori ufficio", "afwezig", "met vakantie", "på semester",
	"på ferie", "lomalla", "na urlopie", "nieobecn", "в отпуске", "отсутств",
	"na dovolené", "szabadságon", "izindeyim", "休假", "外出", "出差", "年假", "请假",
	"不在办公室", "不在公司", "不在辦公室", "休暇", "不在", "夏季休業", "휴가", "부재",
	"출장", "automatic reply", "abwesenheitsnotiz",
	"vacation", "annual leave", "parental leave", "maternity leave", "sick leave",
	"public holiday", "limited access to", "not in the office", "will be out",
	"will be away", "krank", "elternzeit", "dienstreise", "nicht am platz",
	"nicht erreichbar", "congés", "en déplacement", "en vacances", "absente",
	"de viaje", "de baja", "em férias", "in vacanza", "assente", "trasferta",
	"op vakantie", "niet aanwezig", "niet op kantoor", "tjänsteresa",
	"föräldraledig", "forretningsrejse", "permisjon", "urlop", "delegacj",
	"командировк", "отпуск", "відпустц", "dovolen", "szabadság", "concediu",
	"yıllık izin", "ofis dışı", "άδεια", "εκτόσ γραφείου", "בחופשה", "מחוץ למשרד",
	"إجازة", "خارج المكتب", "休年假", "放假", "差旅", "产假", "病假", "公出", "出張", "休業", "休み",
	"外出中", "휴무", "연차", "nghỉ phép", "sedang cuti", "cuti tahunan",
	"ausser haus", "fora do escritório",
};

/* A challenge in the form of a failure report: the mail is not lost, the sender is asked.
 */
static const char *const waiting_words[] = {
	"has been waitlisted",
	"guest list",
	"reply to this message to confirm",
};

static const char *const challenge_words[] = {
	"guest list so your message", "has been waitlisted", "allowed list",
	"approved senders", "to be added to my", "confirm that you are a",
	"prove that you are", "verify that you are a human", "one-time confirmation",
	"click the link below to deliver", "reply to this message to confirm",
	"this account is protected by", "tmda",
};

static const char *const receipt_subjects[] = {
	"read:", "read receipt", "return receipt", "not read:", "gelesen:", "ungelesen:",
	"lesebestätigung", "lu :", "lu:", "accusé de lecture", "confirmation de lecture",
	"leído:", "confirmación de lectura", "lida:", "lido:", "confirmação de leitura",
	"letto:", "conferma di lettura", "gelezen:", "leesbevestiging", "läst:", "læst:",
	"lest:", "luettu:", "прочитано:", "прочтено:", "уведомление о прочтении",
	"przeczytano:", "přečteno:", "okundu:", "已读:", "已讀:", "已读回执", "已讀回條",
	"阅读回执", "回执:", "回执", "讀取回條", "未读:", "未讀:", "开封", "開封済み:", "開封確認",
	"開封通知", "읽음:", "수신확인", "수신 확인",
};

static const char *const receipt_words[] = {
	"your message", "return receipt", "this is a receipt", "was read", "has been read",
	"was displayed", "ihre nachricht", "wurde gelesen", "votre message", "a été lu",
	"su mensaje", "fue leído", "ha sido leído", "sua mensagem", "a sua mensagem",
	"foi lida", "foi lido", "il messaggio", "è stato letto", "uw bericht", "is gelezen",
	"ditt meddelande", "din besked", "din melding", "viestisi", "ваше сообщение",
	"прочитано", "прочтено", "twoja wiadomość", "vaše zpráva", "iletiniz",
	"您的邮件", "您发送", "您發送", "您的郵件", "已被阅读", "已阅读", "已经阅读", "已被讀取", "已讀取",
	"阅读了", "未阅读", "あなたのメッセージ", "開封されました", "開封しました", "読まれました",
	"읽었습니다", "읽음",
};

/* A mailer's report on a mail that did not arrive begins so. */
static const char *const bounce_subjects[] = {
	"undeliverable", "undelivered mail", "undeliverable mail", "undelivered message",
	"delivery status notification", "delivery failure", "delivery failed",
	"delivery report", "delivery notification", "delivery has failed", "delivery error",
	"mail delivery", "message delivery", "mail system error",
	"mail could not be delivered", "returned mail", "returned email", "failure notice",
	"failed delivery", "nondeliverable mail", "non-delivery", "message not delivered",
	"message undeliverable", "warning: message", "warning: could not send",
	"delayed mail", "unzustellbar", "nachricht nicht zugestellt", "non remis",
	"message non distribué", "no se puede entregar", "no se ha podido entregar",
	"não foi possível entregar", "mancato recapito", "onbestelbaar", "недоставлен",
	"не доставлено", "ваше сообщение не доставлено", "niedostarczon", "退信",
	"系统退信", "未送达", "无法投递", "未传递", "退件", "無法傳遞", "配信不能",
	"配達不能", "配信できません", "발송 실패", "반송", "배달되지 않음",
	"无法送达", "未能送达", "投递失败", "邮件投递失败", "发送失败", "退信通知", "邮件退回", "无法传递", "未傳遞",
	"無法送達", "寄件失敗", "傳送失敗", "系統退信", "ikke leveret", "kan ikke leveres",
	"ikke levert", "kunne ikke leveres", "olevererbart", "kunde inte levereras",
	"har inte levererats", "teslim edilemedi", "iletilemedi", "nelze doručit",
	"nedoručiteln", "nedoručené", "nedoručiteľn", "kézbesíthetetlen",
	"kézbesítési hiba", "toimittamaton", "toimitus epäonnistui",
	"recapito non riuscito", "recapito fallito", "impossibile recapitare",
	"non recapitabile", "mensaje no entregado", "no entregado", "error de entrega",
	"falha na entrega", "mensagem não entregue", "não entregue",
	"échec de la remise", "échec de remise", "non distribué", "message non remis",
	"zustellung fehlgeschlagen", "zustellfehler", "unzustellbare",
	"fehler beim zustellen", "niet bezorgd", "bezorging mislukt",
	"kan niet worden bezorgd", "nie dostarczono", "nie można dostarczyć", "zwrot",
	"невозможно доставить", "не удалось доставить", "ошибка доставки",
	"не может быть доставлен", "не вдалося доставити", "mesaj nelivrat",
	"nelivrabil", "αποτυχία παράδοσησ", "μη παραδοτέο", "לא ניתן למסירה",
	"تعذر التسليم", "không thể gửi", "gagal terkirim", "配送不能", "送信エラー", "配信エラー",
	"送信できませんでした", "メール配信失敗", "전달되지 않음", "전송 실패", "메일 발송 실패", "수신 실패",
	"returned to sender", "message could not be delivered", "could not deliver",
	"unable to deliver", "rejected:", "rejected mail", "blocked:",
	"message blocked", "permanent delivery failure", "delivery has been delayed",
	"delivery incomplete", "message delayed", "notification d'état de remise",
	"mail failure", "email delivery failure", "undelivered:", "nondeliverable",
	"[postmaster] email delivery failure", "message not deliverable",
	"message could not be sent", "mail not delivered", "mail could not be sent",
	"failed mail", "failure delivery", "there was an error sending your mail",
	"**message you sent blocked", "メール配信に失敗しました", "メッセージを配信できません",
	"メッセージの配信に失敗しました", "配信に失敗しました",
};

static const char *const delay_words[] = {
	"(delay)", "delayed", "delivery delay", "warning", "still trying",
	"will be retried", "still being retried", "will keep trying", "temporary problem",
	"verzögert", "retardé", "延迟", "延遲", "配信遅延",
	"delay:", "verspätet", "verzögerung", "en attente de remise", "différé",
	"retrasado", "demorado", "atrasad", "ritard", "vertraagd", "försenad",
	"forsinket", "myöhästy", "opóźnion", "задерж", "отложен", "затримк", "gecik",
	"延后", "延期", "遅延", "遅れ", "지연", "暂时无法", "暫時無法",
};

/* The answer to an invitation begins so. */
static const char *const calendar_subjects[] = {
	"accepted:",   "declined:",  "tentative:",     "tentatively accepted:",
	"zugesagt:",   "abgelehnt:", "mit vorbehalt:", "mit vorbehalt angenommen:",
	"accepté",     "refusé",     "provisoire",     "aceptada:",
	"rechazada:",  "aceite:",    "accettato:",     "rifiutato:",
	"已接受:",     "已拒绝:",    "已谢绝:",        "暂定:",
	"已暂时接受:", "承諾:",      "承諾済み:",      "辞退:",
	"수락:",       "거절:",
};
/* clang-format on */

const WordList words_reply_subjects = WORD_LIST(reply_subjects);
const WordList words_absence_heads = WORD_LIST(absence_heads);
const WordList words_absence_words = WORD_LIST(absence_words);
const WordList words_away_words = WORD_LIST(away_words);
const WordList words_waiting_words = WORD_LIST(waiting_words);
const WordList words_challenge_words = WORD_LIST(challenge_words);
const WordList words_receipt_subjects = WORD_LIST(receipt_subjects);
const WordList words_receipt_words = WORD_LIST(receipt_words);
const WordList words_bounce_subjects = WORD_LIST(bounce_subjects);
const WordList words_delay_words = WORD_LIST(delay_words);
const WordList words_calendar_subjects = WORD_LIST(calendar_subjects);
