// Labels of periods. The words are CLDR 41's (Unicode licence).
#include "models/engine/orm/values/date_words.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>

#include "models/engine/errors.hpp"

namespace chatterd {
namespace {

struct Words {
  const char* language;
  int first_day;     // of the week: 0 is Monday
  int minimal_days;  // that a year's first week has in the year
  const char *months, *short_months, *quarters;
};

// clang-format off
constexpr Words languages[] = {
    {"am_ET", 6, 1,
     "ጃንዩወሪ|ፌብሩወሪ|ማርች|ኤፕሪል|ሜይ|ጁን|ጁላይ|ኦገስት|ሴፕቴምበር|ኦክቶበር|ኖቬምበር|ዲሴምበር",
     "ጃንዩ|ፌብሩ|ማርች|ኤፕሪ|ሜይ|ጁን|ጁላይ|ኦገስ|ሴፕቴ|ኦክቶ|ኖቬም|ዲሴም",
     "ሩብ1|ሩብ2|ሩብ3|ሩብ4"},
    {"ar_001", 0, 1,
     "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
     "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
     "الربع الأول|الربع الثاني|الربع الثالث|الربع الرابع"},
    {"ar_SY", 5, 1,
     "كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول",
     "كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول",
     "الربع الأول|الربع الثاني|الربع الثالث|الربع الرابع"},
    {"bg_BG", 0, 4,
     "януари|февруари|март|април|май|юни|юли|август|септември|октомври|ноември|декември",
     "яну|фев|март|апр|май|юни|юли|авг|сеп|окт|ное|дек",
     "1. трим.|2. трим.|3. трим.|4. трим."},
    {"bn_IN", 6, 1,
     "জানুয়ারী|ফেব্রুয়ারী|মার্চ|এপ্রিল|মে|জুন|জুলাই|আগস্ট|সেপ্টেম্বর|অক্টোবর|নভেম্বর|ডিসেম্বর",
     "জানু|ফেব|মার্চ|এপ্রিল|মে|জুন|জুলাই|আগস্ট|সেপ্টেম্বর|অক্টোবর|নভেম্বর|ডিসেম্বর",
     "ত্রৈমাসিক|দ্বিতীয় ত্রৈমাসিক|তৃতীয় ত্রৈমাসিক|চতুর্থ ত্রৈমাসিক"},
    {"bs_BA", 0, 1,
     "januar|februar|mart|april|maj|juni|juli|august|septembar|oktobar|novembar|decembar",
     "jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec",
     "KV1|KV2|KV3|KV4"},
    {"ca_ES", 0, 4,
     "de gener|de febrer|de març|d’abril|de maig|de juny|de juliol|d’agost|de setembre|d’octubre|de novembre|de desembre",
     "de gen.|de febr.|de març|d’abr.|de maig|de juny|de jul.|d’ag.|de set.|d’oct.|de nov.|de des.",
     "1T|2T|3T|4T"},
    {"cs_CZ", 0, 4,
     "ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince",
     "led|úno|bře|dub|kvě|čvn|čvc|srp|zář|říj|lis|pro",
     "Q1|Q2|Q3|Q4"},
    {"da_DK", 0, 4,
     "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december",
     "jan.|feb.|mar.|apr.|maj|jun.|jul.|aug.|sep.|okt.|nov.|dec.",
     "1. kvt.|2. kvt.|3. kvt.|4. kvt."},
    {"de_CH", 0, 4,
     "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
     "Jan.|Feb.|März|Apr.|Mai|Juni|Juli|Aug.|Sept.|Okt.|Nov.|Dez.",
     "Q1|Q2|Q3|Q4"},
    {"de_DE", 0, 4,
     "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
     "Jan.|Feb.|März|Apr.|Mai|Juni|Juli|Aug.|Sept.|Okt.|Nov.|Dez.",
     "Q1|Q2|Q3|Q4"},
    {"el_GR", 0, 4,
     "Ιανουαρίου|Φεβρουαρίου|Μαρτίου|Απριλίου|Μαΐου|Ιουνίου|Ιουλίου|Αυγούστου|Σεπτεμβρίου|Οκτωβρίου|Νοεμβρίου|Δεκεμβρίου",
     "Ιαν|Φεβ|Μαρ|Απρ|Μαΐ|Ιουν|Ιουλ|Αυγ|Σεπ|Οκτ|Νοε|Δεκ",
     "Τ1|Τ2|Τ3|Τ4"},
    {"en_AU", 0, 1,
     "January|February|March|April|May|June|July|August|September|October|November|December",
     "Jan|Feb|Mar|Apr|May|June|July|Aug|Sept|Oct|Nov|Dec",
     "Q1|Q2|Q3|Q4"},
    {"en_CA", 6, 1,
     "January|February|March|April|May|June|July|August|September|October|November|December",
     "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept|Oct|Nov|Dec",
     "Q1|Q2|Q3|Q4"},
    {"en_GB", 0, 4,
     "January|February|March|April|May|June|July|August|September|October|November|December",
     "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept|Oct|Nov|Dec",
     "Q1|Q2|Q3|Q4"},
    {"en_US", 6, 1,
     "January|February|March|April|May|June|July|August|September|October|November|December",
     "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec",
     "Q1|Q2|Q3|Q4"},
    {"es_AR", 0, 1,
     "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
     "ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic",
     "T1|T2|T3|T4"},
    {"es_BO", 0, 1,
     "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
     "ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic",
     "T1|T2|T3|T4"},
    {"es_CL", 0, 1,
     "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
     "ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic",
     "T1|T2|T3|T4"},
    {"es_CO", 6, 1,
     "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
     "ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic",
     "T1|T2|T3|T4"},
    {"es_CR", 0, 1,
     "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
     "ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic",
     "T1|T2|T3|T4"},
    {"es_DO", 6, 1,
     "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
     "ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic",
     "Q1|Q2|Q3|Q4"},
    {"es_EC", 0, 1,
     "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
     "ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic",
     "T1|T2|T3|T4"},
    {"es_ES", 0, 4,
     "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
     "ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic",
     "T1|T2|T3|T4"},
    {"es_GT", 6, 1,
     "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
     "ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic",
     "T1|T2|T3|T4"},
    {"es_MX", 6, 1,
     "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
     "ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic",
     "T1|T2|T3|T4"},
    {"es_PA", 6, 1,
     "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
     "ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic",
     "T1|T2|T3|T4"},
    {"es_PE", 6, 1,
     "enero|febrero|marzo|abril|mayo|junio|julio|agosto|setiembre|octubre|noviembre|diciembre",
     "ene.|feb.|mar.|abr.|may.|jun.|jul.|ago.|set.|oct.|nov.|dic.",
     "T1|T2|T3|T4"},
    {"es_PY", 6, 1,
     "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
     "ene.|feb.|mar.|abr.|may.|jun.|jul.|ago.|sept.|oct.|nov.|dic.",
     "T1|T2|T3|T4"},
    {"es_UY", 0, 1,
     "enero|febrero|marzo|abril|mayo|junio|julio|agosto|setiembre|octubre|noviembre|diciembre",
     "ene.|feb.|mar.|abr.|may.|jun.|jul.|ago.|set.|oct.|nov.|dic.",
     "T1|T2|T3|T4"},
    {"es_VE", 6, 1,
     "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
     "ene.|feb.|mar.|abr.|may.|jun.|jul.|ago.|sept.|oct.|nov.|dic.",
     "T1|T2|T3|T4"},
    {"et_EE", 0, 4,
     "jaanuar|veebruar|märts|aprill|mai|juuni|juuli|august|september|oktoober|november|detsember",
     "jaan|veebr|märts|apr|mai|juuni|juuli|aug|sept|okt|nov|dets",
     "K1|K2|K3|K4"},
    {"eu_ES", 0, 4,
     "urtarrilak|otsailak|martxoak|apirilak|maiatzak|ekainak|uztailak|abuztuak|irailak|urriak|azaroak|abenduak",
     "urt.|ots.|mar.|api.|mai.|eka.|uzt.|abu.|ira.|urr.|aza.|abe.",
     "1Hh|2Hh|3Hh|4Hh"},
    {"fa_IR", 5, 1,
     "ژانویهٔ|فوریهٔ|مارس|آوریل|مهٔ|ژوئن|ژوئیهٔ|اوت|سپتامبر|اکتبر|نوامبر|دسامبر",
     "ژانویه|فوریه|مارس|آوریل|مه|ژوئن|ژوئیه|اوت|سپتامبر|اکتبر|نوامبر|دسامبر",
     "س‌م۱|س‌م۲|س‌م۳|س‌م۴"},
    {"fi_FI", 0, 4,
     "tammikuuta|helmikuuta|maaliskuuta|huhtikuuta|toukokuuta|kesäkuuta|heinäkuuta|elokuuta|syyskuuta|lokakuuta|marraskuuta|joulukuuta",
     "tammik.|helmik.|maalisk.|huhtik.|toukok.|kesäk.|heinäk.|elok.|syysk.|lokak.|marrask.|jouluk.",
     "1. nelj.|2. nelj.|3. nelj.|4. nelj."},
    {"fil_PH", 6, 1,
     "Enero|Pebrero|Marso|Abril|Mayo|Hunyo|Hulyo|Agosto|Setyembre|Oktubre|Nobyembre|Disyembre",
     "Ene|Peb|Mar|Abr|May|Hun|Hul|Ago|Set|Okt|Nob|Dis",
     "Q1|Q2|Q3|Q4"},
    {"fr_BE", 0, 4,
     "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
     "janv.|févr.|mars|avr.|mai|juin|juil.|août|sept.|oct.|nov.|déc.",
     "T1|T2|T3|T4"},
    {"fr_CA", 6, 1,
     "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
     "janv.|févr.|mars|avr.|mai|juin|juill.|août|sept.|oct.|nov.|déc.",
     "T1|T2|T3|T4"},
    {"fr_CH", 0, 4,
     "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
     "janv.|févr.|mars|avr.|mai|juin|juil.|août|sept.|oct.|nov.|déc.",
     "T1|T2|T3|T4"},
    {"fr_FR", 0, 4,
     "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
     "janv.|févr.|mars|avr.|mai|juin|juil.|août|sept.|oct.|nov.|déc.",
     "T1|T2|T3|T4"},
    {"gl_ES", 0, 4,
     "xaneiro|febreiro|marzo|abril|maio|xuño|xullo|agosto|setembro|outubro|novembro|decembro",
     "xan.|feb.|mar.|abr.|maio|xuño|xul.|ago.|set.|out.|nov.|dec.",
     "T1|T2|T3|T4"},
    {"gu_IN", 6, 1,
     "જાન્યુઆરી|ફેબ્રુઆરી|માર્ચ|એપ્રિલ|મે|જૂન|જુલાઈ|ઑગસ્ટ|સપ્ટેમ્બર|ઑક્ટોબર|નવેમ્બર|ડિસેમ્બર",
     "જાન્યુ|ફેબ્રુ|માર્ચ|એપ્રિલ|મે|જૂન|જુલાઈ|ઑગસ્ટ|સપ્ટે|ઑક્ટો|નવે|ડિસે",
     "Q1|Q2|Q3|Q4"},
    {"he_IL", 6, 1,
     "ינואר|פברואר|מרץ|אפריל|מאי|יוני|יולי|אוגוסט|ספטמבר|אוקטובר|נובמבר|דצמבר",
     "ינו׳|פבר׳|מרץ|אפר׳|מאי|יוני|יולי|אוג׳|ספט׳|אוק׳|נוב׳|דצמ׳",
     "Q1|Q2|Q3|Q4"},
    {"hi_IN", 6, 1,
     "जनवरी|फ़रवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|अक्तूबर|नवंबर|दिसंबर",
     "जन॰|फ़र॰|मार्च|अप्रैल|मई|जून|जुल॰|अग॰|सित॰|अक्तू॰|नव॰|दिस॰",
     "ति1|ति2|ति3|ति4"},
    {"hr_HR", 0, 1,
     "siječnja|veljače|ožujka|travnja|svibnja|lipnja|srpnja|kolovoza|rujna|listopada|studenoga|prosinca",
     "sij|velj|ožu|tra|svi|lip|srp|kol|ruj|lis|stu|pro",
     "1kv|2kv|3kv|4kv"},
    {"hu_HU", 0, 4,
     "január|február|március|április|május|június|július|augusztus|szeptember|október|november|december",
     "jan.|febr.|márc.|ápr.|máj.|jún.|júl.|aug.|szept.|okt.|nov.|dec.",
     "I. n.év|II. n.év|III. n.év|IV. n.év"},
    {"id_ID", 6, 1,
     "Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember",
     "Jan|Feb|Mar|Apr|Mei|Jun|Jul|Agu|Sep|Okt|Nov|Des",
     "K1|K2|K3|K4"},
    {"it_IT", 0, 4,
     "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre",
     "gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic",
     "T1|T2|T3|T4"},
    {"ja_JP", 6, 1,
     "1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月",
     "1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月",
     "Q1|Q2|Q3|Q4"},
    {"ka_GE", 0, 1,
     "იანვარი|თებერვალი|მარტი|აპრილი|მაისი|ივნისი|ივლისი|აგვისტო|სექტემბერი|ოქტომბერი|ნოემბერი|დეკემბერი",
     "იან|თებ|მარ|აპრ|მაი|ივნ|ივლ|აგვ|სექ|ოქტ|ნოე|დეკ",
     "I კვ.|II კვ.|III კვ.|IV კვ."},
    {"kab_DZ", 5, 1,
     "Yennayer|Fuṛar|Meɣres|Yebrir|Mayyu|Yunyu|Yulyu|Ɣuct|Ctembeṛ|Tubeṛ|Nunembeṛ|Duǧembeṛ",
     "Yen|Fur|Meɣ|Yeb|May|Yun|Yul|Ɣuc|Cte|Tub|Nun|Duǧ",
     "Kḍg1|Kḍg2|Kḍg3|Kḍg4"},
    {"km_KH", 6, 1,
     "មករា|កុម្ភៈ|មីនា|មេសា|ឧសភា|មិថុនា|កក្កដា|សីហា|កញ្ញា|តុលា|វិច្ឆិកា|ធ្នូ",
     "មករា|កុម្ភៈ|មីនា|មេសា|ឧសភា|មិថុនា|កក្កដា|សីហា|កញ្ញា|តុលា|វិច្ឆិកា|ធ្នូ",
     "ត្រីមាសទី 1|ត្រីមាសទី 2|ត្រីមាសទី 3|ត្រីមាសទី 4"},
    {"ko_KP", 0, 1,
     "1월|2월|3월|4월|5월|6월|7월|8월|9월|10월|11월|12월",
     "1월|2월|3월|4월|5월|6월|7월|8월|9월|10월|11월|12월",
     "1분기|2분기|3분기|4분기"},
    {"ko_KR", 6, 1,
     "1월|2월|3월|4월|5월|6월|7월|8월|9월|10월|11월|12월",
     "1월|2월|3월|4월|5월|6월|7월|8월|9월|10월|11월|12월",
     "1분기|2분기|3분기|4분기"},
    {"lb_LU", 0, 4,
     "Januar|Februar|Mäerz|Abrëll|Mee|Juni|Juli|August|September|Oktober|November|Dezember",
     "Jan.|Feb.|Mäe.|Abr.|Mee|Juni|Juli|Aug.|Sep.|Okt.|Nov.|Dez.",
     "Q1|Q2|Q3|Q4"},
    {"lo_LA", 6, 1,
     "ມັງກອນ|ກຸມພາ|ມີນາ|ເມສາ|ພຶດສະພາ|ມິຖຸນາ|ກໍລະກົດ|ສິງຫາ|ກັນຍາ|ຕຸລາ|ພະຈິກ|ທັນວາ",
     "ມ.ກ.|ກ.ພ.|ມ.ນ.|ມ.ສ.|ພ.ພ.|ມິ.ຖ.|ກ.ລ.|ສ.ຫ.|ກ.ຍ.|ຕ.ລ.|ພ.ຈ.|ທ.ວ.",
     "ຕມ1|ຕມ2|ຕມ3|ຕມ4"},
    {"lt_LT", 0, 4,
     "sausio|vasario|kovo|balandžio|gegužės|birželio|liepos|rugpjūčio|rugsėjo|spalio|lapkričio|gruodžio",
     "saus.|vas.|kov.|bal.|geg.|birž.|liep.|rugp.|rugs.|spal.|lapkr.|gruod.",
     "I k.|II k.|III k.|IV k."},
    {"lv_LV", 0, 1,
     "janvāris|februāris|marts|aprīlis|maijs|jūnijs|jūlijs|augusts|septembris|oktobris|novembris|decembris",
     "janv.|febr.|marts|apr.|maijs|jūn.|jūl.|aug.|sept.|okt.|nov.|dec.",
     "1. cet.|2. cet.|3. cet.|4. cet."},
    {"mk_MK", 0, 1,
     "јануари|февруари|март|април|мај|јуни|јули|август|септември|октомври|ноември|декември",
     "јан.|фев.|мар.|апр.|мај|јун.|јул.|авг.|септ.|окт.|ноем.|дек.",
     "јан-мар|апр-јун|јул-сеп|окт-дек"},
    {"mn_MN", 0, 1,
     "нэгдүгээр сар|хоёрдугаар сар|гуравдугаар сар|дөрөвдүгээр сар|тавдугаар сар|зургаадугаар сар|долоодугаар сар|наймдугаар сар|есдүгээр сар|аравдугаар сар|арван нэгдүгээр сар|арван хоёрдугаар сар",
     "1-р сар|2-р сар|3-р сар|4-р сар|5-р сар|6-р сар|7-р сар|8-р сар|9-р сар|10-р сар|11-р сар|12-р сар",
     "I улирал|II улирал|III улирал|IV улирал"},
    {"my_MM", 6, 1,
     "ဇန်နဝါရီ|ဖေဖော်ဝါရီ|မတ်|ဧပြီ|မေ|ဇွန်|ဇူလိုင်|ဩဂုတ်|စက်တင်ဘာ|အောက်တိုဘာ|နိုဝင်ဘာ|ဒီဇင်ဘာ",
     "ဇန်|ဖေ|မတ်|ဧ|မေ|ဇွန်|ဇူ|ဩ|စက်|အောက်|နို|ဒီ",
     "ပထမ သုံးလပတ်|ဒုတိယ သုံးလပတ်|တတိယ သုံးလပတ်|စတုတ္ထ သုံးလပတ်"},
    {"nb_NO", 0, 4,
     "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember",
     "jan.|feb.|mar.|apr.|mai|jun.|jul.|aug.|sep.|okt.|nov.|des.",
     "K1|K2|K3|K4"},
    {"nl_BE", 0, 4,
     "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december",
     "jan.|feb.|mrt.|apr.|mei|jun.|jul.|aug.|sep.|okt.|nov.|dec.",
     "K1|K2|K3|K4"},
    {"nl_NL", 0, 4,
     "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december",
     "jan.|feb.|mrt.|apr.|mei|jun.|jul.|aug.|sep.|okt.|nov.|dec.",
     "K1|K2|K3|K4"},
    {"pl_PL", 0, 4,
     "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia",
     "sty|lut|mar|kwi|maj|cze|lip|sie|wrz|paź|lis|gru",
     "I kw.|II kw.|III kw.|IV kw."},
    {"pt_AO", 6, 4,
     "janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro",
     "jan.|fev.|mar.|abr.|mai.|jun.|jul.|ago.|set.|out.|nov.|dez.",
     "T1|T2|T3|T4"},
    {"pt_BR", 6, 1,
     "janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro",
     "jan.|fev.|mar.|abr.|mai.|jun.|jul.|ago.|set.|out.|nov.|dez.",
     "T1|T2|T3|T4"},
    {"pt_PT", 6, 4,
     "janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro",
     "jan.|fev.|mar.|abr.|mai.|jun.|jul.|ago.|set.|out.|nov.|dez.",
     "T1|T2|T3|T4"},
    {"ro_RO", 0, 1,
     "ianuarie|februarie|martie|aprilie|mai|iunie|iulie|august|septembrie|octombrie|noiembrie|decembrie",
     "ian.|feb.|mar.|apr.|mai|iun.|iul.|aug.|sept.|oct.|nov.|dec.",
     "trim. I|trim. II|trim. III|trim. IV"},
    {"ru_RU", 0, 4,
     "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря",
     "янв.|февр.|мар.|апр.|мая|июн.|июл.|авг.|сент.|окт.|нояб.|дек.",
     "1-й кв.|2-й кв.|3-й кв.|4-й кв."},
    {"sk_SK", 0, 4,
     "januára|februára|marca|apríla|mája|júna|júla|augusta|septembra|októbra|novembra|decembra",
     "jan|feb|mar|apr|máj|jún|júl|aug|sep|okt|nov|dec",
     "Q1|Q2|Q3|Q4"},
    {"sl_SI", 0, 1,
     "januar|februar|marec|april|maj|junij|julij|avgust|september|oktober|november|december",
     "jan.|feb.|mar.|apr.|maj|jun.|jul.|avg.|sep.|okt.|nov.|dec.",
     "1. čet.|2. čet.|3. čet.|4. čet."},
    {"sq_AL", 0, 1,
     "janar|shkurt|mars|prill|maj|qershor|korrik|gusht|shtator|tetor|nëntor|dhjetor",
     "jan|shk|mar|pri|maj|qer|korr|gush|sht|tet|nën|dhj",
     "tremujori I|tremujori II|tremujori III|tremujori IV"},
    {"sr@latin", 0, 1,
     "јануар|фебруар|март|април|мај|јун|јул|август|септембар|октобар|новембар|децембар",
     "јан|феб|мар|апр|мај|јун|јул|авг|сеп|окт|нов|дец",
     "1. кв.|2. кв.|3. кв.|4. кв."},
    {"sr_RS", 0, 1,
     "јануар|фебруар|март|април|мај|јун|јул|август|септембар|октобар|новембар|децембар",
     "јан|феб|мар|апр|мај|јун|јул|авг|сеп|окт|нов|дец",
     "1. кв.|2. кв.|3. кв.|4. кв."},
    {"sv_SE", 0, 4,
     "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december",
     "jan.|feb.|mars|apr.|maj|juni|juli|aug.|sep.|okt.|nov.|dec.",
     "K1|K2|K3|K4"},
    {"te_IN", 6, 1,
     "జనవరి|ఫిబ్రవరి|మార్చి|ఏప్రిల్|మే|జూన్|జులై|ఆగస్టు|సెప్టెంబర్|అక్టోబర్|నవంబర్|డిసెంబర్",
     "జన|ఫిబ్ర|మార్చి|ఏప్రి|మే|జూన్|జులై|ఆగ|సెప్టెం|అక్టో|నవం|డిసెం",
     "త్రై1|త్రై2|త్రై3|త్రై4"},
    {"th_TH", 6, 1,
     "มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม",
     "ม.ค.|ก.พ.|มี.ค.|เม.ย.|พ.ค.|มิ.ย.|ก.ค.|ส.ค.|ก.ย.|ต.ค.|พ.ย.|ธ.ค.",
     "ไตรมาส 1|ไตรมาส 2|ไตรมาส 3|ไตรมาส 4"},
    {"tr_TR", 0, 1,
     "Ocak|Şubat|Mart|Nisan|Mayıs|Haziran|Temmuz|Ağustos|Eylül|Ekim|Kasım|Aralık",
     "Oca|Şub|Mar|Nis|May|Haz|Tem|Ağu|Eyl|Eki|Kas|Ara",
     "Ç1|Ç2|Ç3|Ç4"},
    {"uk_UA", 0, 1,
     "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня",
     "січ.|лют.|бер.|квіт.|трав.|черв.|лип.|серп.|вер.|жовт.|лист.|груд.",
     "1-й кв.|2-й кв.|3-й кв.|4-й кв."},
    {"vi_VN", 0, 1,
     "tháng 1|tháng 2|tháng 3|tháng 4|tháng 5|tháng 6|tháng 7|tháng 8|tháng 9|tháng 10|tháng 11|tháng 12",
     "thg 1|thg 2|thg 3|thg 4|thg 5|thg 6|thg 7|thg 8|thg 9|thg 10|thg 11|thg 12",
     "Q1|Q2|Q3|Q4"},
    {"zh_CN", 6, 1,
     "一月|二月|三月|四月|五月|六月|七月|八月|九月|十月|十一月|十二月",
     "1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月",
     "1季度|2季度|3季度|4季度"},
    {"zh_HK", 6, 1,
     "1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月",
     "1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月",
     "Q1|Q2|Q3|Q4"},
    {"zh_TW", 6, 1,
     "1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月",
     "1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月",
     "第1季|第2季|第3季|第4季"},
};
// clang-format on

const Words& words_of(std::string_view language) {
  const auto named = [](std::string_view name) {
    return std::find_if(std::begin(languages), std::end(languages),
                        [&](const Words& words) { return words.language == name; });
  };
  const auto found = named(language);
  return found == std::end(languages) ? *named("en_US") : *found;
}

std::string nth(std::string_view list, int index) {
  for (; index > 0; --index) list.remove_prefix(list.find('|') + 1);
  return std::string(list.substr(0, list.find('|')));
}

std::string digits(int number, std::size_t width) {
  const std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

// The number of the week in the year (0: it belongs to the year before), as Babel counts: days
// after the last full week stay in the old year even where the language counts them to the new one.
int week_number(const Words& words, int day_of_year, int weekday) {
  const int first = ((weekday - words.first_day - day_of_year + 1) % 7 + 7) % 7;
  return (day_of_year + first - 1) / 7 + (7 - first >= words.minimal_days ? 1 : 0);
}

std::string week_label(const Words& words, const Day& day) {
  using namespace std::chrono;
  const sys_days date = year(day.year) / day.month / day.day;
  const auto of_year = [](sys_days d) {
    return static_cast<int>((d - sys_days(year_month_day(d).year() / 1 / 1)).count()) + 1;
  };
  const auto weekday_of = [](sys_days d) {
    return static_cast<int>(weekday(d).iso_encoding()) - 1;
  };
  int week = week_number(words, of_year(date), weekday_of(date)), in_year = day.year;
  if (week == 0) {
    const sys_days last = date - days(of_year(date));
    week = week_number(words, of_year(last), weekday_of(last));
    --in_year;
  }
  return "W" + std::to_string(week) + " " + digits(in_year, 4);
}

}  // namespace

std::string month_name(std::string_view language, int month, bool shortened) {
  const Words& words = words_of(language);
  return nth(shortened ? words.short_months : words.months, month - 1);
}

std::string period_label(std::string_view language, const std::string& unit, const Day& day) {
  const Words& words = words_of(language);
  const std::string in_year = digits(day.year, 4);
  if (unit == "day")
    return digits(day.day, 2) + " " + nth(words.short_months, day.month - 1) + " " + in_year;
  if (unit == "week") return week_label(words, day);
  if (unit == "month") return nth(words.months, day.month - 1) + " " + in_year;
  if (unit == "quarter") return nth(words.quarters, (day.month - 1) / 3) + " " + in_year;
  if (unit == "year") return in_year;
  if (unit == "hour")
    return digits(day.hour % 12 == 0 ? 12 : day.hour % 12, 2) + ":00 " + digits(day.day, 2) + " " +
           nth(words.short_months, day.month - 1);
  throw KeyError(unit);
}

}  // namespace chatterd
