// Dates and times in words. Names and patterns are CLDR 41's (Unicode licence).
#include "models/templates/locale_dates.hpp"

#include <algorithm>
#include <iterator>

#include "models/orm/date_words.hpp"

namespace chatterd::templates {
namespace {

struct Words {
  const char* language;
  const char *days, *short_days;  // from Monday
  const char* halves;             // of the day
  const char *dates, *times;      // patterns: full, long, medium, short
  const char* joined;             // date {1} and time {0} together
};

// clang-format off
constexpr Words languages[] = {
    {"am_ET",
     "ሰኞ|ማክሰኞ|ረቡዕ|ሐሙስ|ዓርብ|ቅዳሜ|እሑድ",
     "ሰኞ|ማክሰ|ረቡዕ|ሐሙስ|ዓርብ|ቅዳሜ|እሑድ",
     "ጥዋት|ከሰዓት",
     "y MMMM d, EEEE|d MMMM y|d MMM y|dd/MM/y",
     "h:mm:ss a zzzz|h:mm:ss a z|h:mm:ss a|h:mm a",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"ar_001",
     "الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد",
     "الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد",
     "ص|م",
     "EEEE، d MMMM y|d MMMM y|dd‏/MM‏/y|d‏/M‏/y",
     "h:mm:ss a zzzz|h:mm:ss a z|h:mm:ss a|h:mm a",
     "{1} في {0}|{1} في {0}|{1}, {0}|{1}, {0}"},
    {"ar_SY",
     "الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد",
     "الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد",
     "ص|م",
     "EEEE، d MMMM y|d MMMM y|dd‏/MM‏/y|d‏/M‏/y",
     "h:mm:ss a zzzz|h:mm:ss a z|h:mm:ss a|h:mm a",
     "{1} في {0}|{1} في {0}|{1}, {0}|{1}, {0}"},
    {"bg_BG",
     "понеделник|вторник|сряда|четвъртък|петък|събота|неделя",
     "пн|вт|ср|чт|пт|сб|нд",
     "пр.об.|сл.об.",
     "EEEE, d MMMM y 'г'.|d MMMM y 'г'.|d.MM.y 'г'.|d.MM.yy 'г'.",
     "H:mm:ss 'ч'. zzzz|H:mm:ss 'ч'. z|H:mm:ss 'ч'.|H:mm 'ч'.",
     "{1}, {0}|{1}, {0}|{1}, {0}|{1}, {0}"},
    {"bn_IN",
     "সোমবার|মঙ্গলবার|বুধবার|বৃহস্পতিবার|শুক্রবার|শনিবার|রবিবার",
     "সোম|মঙ্গল|বুধ|বৃহস্পতি|শুক্র|শনি|রবি",
     "AM|PM",
     "EEEE, d MMMM, y|d MMMM, y|d MMM, y|d/M/yy",
     "h:mm:ss a zzzz|h:mm:ss a z|h:mm:ss a|h:mm a",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"bs_BA",
     "ponedjeljak|utorak|srijeda|četvrtak|petak|subota|nedjelja",
     "pon|uto|sri|čet|pet|sub|ned",
     "prijepodne|popodne",
     "EEEE, d. MMMM y.|d. MMMM y.|d. MMM y.|d. M. y.",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} 'u' {0}|{1} 'u' {0}|{1} {0}|{1} {0}"},
    {"ca_ES",
     "dilluns|dimarts|dimecres|dijous|divendres|dissabte|diumenge",
     "dl.|dt.|dc.|dj.|dv.|ds.|dg.",
     "a. m.|p. m.",
     "EEEE, d MMMM 'de' y|d MMMM 'de' y|d MMM y|d/M/yy",
     "H:mm:ss (zzzz)|H:mm:ss z|H:mm:ss|H:mm",
     "{1}, 'a' 'les' {0}|{1}, 'a' 'les' {0}|{1}, {0}|{1} {0}"},
    {"cs_CZ",
     "pondělí|úterý|středa|čtvrtek|pátek|sobota|neděle",
     "po|út|st|čt|pá|so|ne",
     "dop.|odp.",
     "EEEE d. MMMM y|d. MMMM y|d. M. y|dd.MM.yy",
     "H:mm:ss zzzz|H:mm:ss z|H:mm:ss|H:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"da_DK",
     "mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag",
     "man.|tir.|ons.|tor.|fre.|lør.|søn.",
     "AM|PM",
     "EEEE 'den' d. MMMM y|d. MMMM y|d. MMM y|dd.MM.y",
     "HH.mm.ss zzzz|HH.mm.ss z|HH.mm.ss|HH.mm",
     "{1} 'kl'. {0}|{1} 'kl'. {0}|{1} {0}|{1} {0}"},
    {"de_CH",
     "Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag",
     "Mo.|Di.|Mi.|Do.|Fr.|Sa.|So.",
     "AM|PM",
     "EEEE, d. MMMM y|d. MMMM y|dd.MM.y|dd.MM.yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} 'um' {0}|{1} 'um' {0}|{1}, {0}|{1}, {0}"},
    {"de_DE",
     "Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag",
     "Mo.|Di.|Mi.|Do.|Fr.|Sa.|So.",
     "AM|PM",
     "EEEE, d. MMMM y|d. MMMM y|dd.MM.y|dd.MM.yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} 'um' {0}|{1} 'um' {0}|{1}, {0}|{1}, {0}"},
    {"el_GR",
     "Δευτέρα|Τρίτη|Τετάρτη|Πέμπτη|Παρασκευή|Σάββατο|Κυριακή",
     "Δευ|Τρί|Τετ|Πέμ|Παρ|Σάβ|Κυρ",
     "π.μ.|μ.μ.",
     "EEEE d MMMM y|d MMMM y|d MMM y|d/M/yy",
     "h:mm:ss a zzzz|h:mm:ss a z|h:mm:ss a|h:mm a",
     "{1} - {0}|{1} - {0}|{1}, {0}|{1}, {0}"},
    {"en_AU",
     "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
     "Mon|Tue|Wed|Thu|Fri|Sat|Sun",
     "am|pm",
     "EEEE, d MMMM y|d MMMM y|d MMM y|d/M/yy",
     "h:mm:ss a zzzz|h:mm:ss a z|h:mm:ss a|h:mm a",
     "{1} 'at' {0}|{1} 'at' {0}|{1}, {0}|{1}, {0}"},
    {"en_CA",
     "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
     "Mon|Tue|Wed|Thu|Fri|Sat|Sun",
     "a.m.|p.m.",
     "EEEE, MMMM d, y|MMMM d, y|MMM d, y|y-MM-dd",
     "h:mm:ss a zzzz|h:mm:ss a z|h:mm:ss a|h:mm a",
     "{1} 'at' {0}|{1} 'at' {0}|{1}, {0}|{1}, {0}"},
    {"en_GB",
     "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
     "Mon|Tue|Wed|Thu|Fri|Sat|Sun",
     "am|pm",
     "EEEE, d MMMM y|d MMMM y|d MMM y|dd/MM/y",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} 'at' {0}|{1} 'at' {0}|{1}, {0}|{1}, {0}"},
    {"en_US",
     "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
     "Mon|Tue|Wed|Thu|Fri|Sat|Sun",
     "AM|PM",
     "EEEE, MMMM d, y|MMMM d, y|MMM d, y|M/d/yy",
     "h:mm:ss a zzzz|h:mm:ss a z|h:mm:ss a|h:mm a",
     "{1} 'at' {0}|{1} 'at' {0}|{1}, {0}|{1}, {0}"},
    {"es_AR",
     "lunes|martes|miércoles|jueves|viernes|sábado|domingo",
     "lun|mar|mié|jue|vie|sáb|dom",
     "a. m.|p. m.",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|d MMM y|d/M/yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1}, {0}|{1}, {0}|{1} {0}|{1}, {0}"},
    {"es_BO",
     "lunes|martes|miércoles|jueves|viernes|sábado|domingo",
     "lun|mar|mié|jue|vie|sáb|dom",
     "a. m.|p. m.",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|d MMM 'de' y|d/M/yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1}, {0}|{1}, {0}|{1} {0}|{1}, {0}"},
    {"es_CL",
     "lunes|martes|miércoles|jueves|viernes|sábado|domingo",
     "lun|mar|mié|jue|vie|sáb|dom",
     "a. m.|p. m.",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|dd-MM-y|dd-MM-yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1}, {0}|{1}, {0}|{1} {0}|{1}, {0}"},
    {"es_CO",
     "lunes|martes|miércoles|jueves|viernes|sábado|domingo",
     "lun|mar|mié|jue|vie|sáb|dom",
     "a. m.|p. m.",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|d/MM/y|d/MM/yy",
     "h:mm:ss a zzzz|h:mm:ss a z|h:mm:ss a|h:mm a",
     "{1}, {0}|{1}, {0}|{1}, {0}|{1}, {0}"},
    {"es_CR",
     "lunes|martes|miércoles|jueves|viernes|sábado|domingo",
     "lun|mar|mié|jue|vie|sáb|dom",
     "a. m.|p. m.",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|d MMM y|d/M/yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1}, {0}|{1}, {0}|{1} {0}|{1}, {0}"},
    {"es_DO",
     "lunes|martes|miércoles|jueves|viernes|sábado|domingo",
     "lun|mar|mié|jue|vie|sáb|dom",
     "a. m.|p. m.",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|d MMM y|d/M/yy",
     "h:mm:ss a zzzz|h:mm:ss a z|h:mm:ss a|h:mm a",
     "{1}, {0}|{1}, {0}|{1} {0}|{1}, {0}"},
    {"es_EC",
     "lunes|martes|miércoles|jueves|viernes|sábado|domingo",
     "lun|mar|mié|jue|vie|sáb|dom",
     "a. m.|p. m.",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|d MMM y|d/M/yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1}, {0}|{1}, {0}|{1} {0}|{1}, {0}"},
    {"es_ES",
     "lunes|martes|miércoles|jueves|viernes|sábado|domingo",
     "lun|mar|mié|jue|vie|sáb|dom",
     "a. m.|p. m.",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|d MMM y|d/M/yy",
     "H:mm:ss (zzzz)|H:mm:ss z|H:mm:ss|H:mm",
     "{1}, {0}|{1}, {0}|{1}, {0}|{1}, {0}"},
    {"es_GT",
     "lunes|martes|miércoles|jueves|viernes|sábado|domingo",
     "lun|mar|mié|jue|vie|sáb|dom",
     "a. m.|p. m.",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|d/MM/y|d/MM/yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1}, {0}|{1}, {0}|{1} {0}|{1}, {0}"},
    {"es_MX",
     "lunes|martes|miércoles|jueves|viernes|sábado|domingo",
     "lun|mar|mié|jue|vie|sáb|dom",
     "a. m.|p. m.",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|d MMM y|dd/MM/yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1}, {0}|{1}, {0}|{1} {0}|{1}, {0}"},
    {"es_PA",
     "lunes|martes|miércoles|jueves|viernes|sábado|domingo",
     "lun|mar|mié|jue|vie|sáb|dom",
     "a. m.|p. m.",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|MM/dd/y|MM/dd/yy",
     "h:mm:ss a zzzz|h:mm:ss a z|h:mm:ss a|h:mm a",
     "{1}, {0}|{1}, {0}|{1} {0}|{1}, {0}"},
    {"es_PE",
     "lunes|martes|miércoles|jueves|viernes|sábado|domingo",
     "lun|mar|mié|jue|vie|sáb|dom",
     "a. m.|p. m.",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|d MMM y|d/MM/yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1}, {0}|{1}, {0}|{1} {0}|{1}, {0}"},
    {"es_PY",
     "lunes|martes|miércoles|jueves|viernes|sábado|domingo",
     "lun|mar|mié|jue|vie|sáb|dom",
     "a. m.|p. m.",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|d MMM y|d/M/yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1}, {0}|{1}, {0}|{1} {0}|{1}, {0}"},
    {"es_UY",
     "lunes|martes|miércoles|jueves|viernes|sábado|domingo",
     "lun|mar|mié|jue|vie|sáb|dom",
     "a. m.|p. m.",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|d MMM y|d/M/yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1}, {0}|{1}, {0}|{1} {0}|{1}, {0}"},
    {"es_VE",
     "lunes|martes|miércoles|jueves|viernes|sábado|domingo",
     "lun|mar|mié|jue|vie|sáb|dom",
     "a. m.|p. m.",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|d MMM y|d/M/yy",
     "h:mm:ss a zzzz|h:mm:ss a z|h:mm:ss a|h:mm a",
     "{1}, {0}|{1}, {0}|{1} {0}|{1}, {0}"},
    {"et_EE",
     "Esmaspäev|Teisipäev|Kolmapäev|Neljapäev|Reede|Laupäev|Pühapäev",
     "E|T|K|N|R|L|P",
     "AM|PM",
     "EEEE, d. MMMM y|d. MMMM y|d. MMM y|dd.MM.yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"eu_ES",
     "astelehena|asteartea|asteazkena|osteguna|ostirala|larunbata|igandea",
     "al.|ar.|az.|og.|or.|lr.|ig.",
     "AM|PM",
     "y('e')'ko' MMMM'ren' d('a'), EEEE|y('e')'ko' MMMM'ren' d('a')|y('e')'ko' MMM d('a')|yy/M/d",
     "HH:mm:ss (zzzz)|HH:mm:ss (z)|HH:mm:ss|HH:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"fa_IR",
     "دوشنبه|سه‌شنبه|چهارشنبه|پنجشنبه|جمعه|شنبه|یکشنبه",
     "دوشنبه|سه‌شنبه|چهارشنبه|پنجشنبه|جمعه|شنبه|یکشنبه",
     "قبل‌ازظهر|بعدازظهر",
     "EEEE d MMMM y|d MMMM y|d MMM y|y/M/d",
     "H:mm:ss (zzzz)|H:mm:ss (z)|H:mm:ss|H:mm",
     "{1}، ساعت {0}|{1}، ساعت {0}|{1}،‏ {0}|{1}،‏ {0}"},
    {"fi_FI",
     "maanantaina|tiistaina|keskiviikkona|torstaina|perjantaina|lauantaina|sunnuntaina",
     "ma|ti|ke|to|pe|la|su",
     "ap.|ip.",
     "cccc d. MMMM y|d. MMMM y|d.M.y|d.M.y",
     "H.mm.ss zzzz|H.mm.ss z|H.mm.ss|H.mm",
     "{1} 'klo' {0}|{1} 'klo' {0}|{1} 'klo' {0}|{1} {0}"},
    {"fil_PH",
     "Lunes|Martes|Miyerkules|Huwebes|Biyernes|Sabado|Linggo",
     "Lun|Mar|Miy|Huw|Biy|Sab|Lin",
     "AM|PM",
     "EEEE, MMMM d, y|MMMM d, y|MMM d, y|M/d/yy",
     "h:mm:ss a zzzz|h:mm:ss a z|h:mm:ss a|h:mm a",
     "{1} 'nang' {0}|{1} 'nang' {0}|{1}, {0}|{1}, {0}"},
    {"fr_BE",
     "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
     "lun.|mar.|mer.|jeu.|ven.|sam.|dim.",
     "AM|PM",
     "EEEE d MMMM y|d MMMM y|d MMM y|d/MM/yy",
     "H 'h' mm 'min' ss 's' zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} 'à' {0}|{1} 'à' {0}|{1}, {0}|{1} {0}"},
    {"fr_CA",
     "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
     "lun.|mar.|mer.|jeu.|ven.|sam.|dim.",
     "a.m.|p.m.",
     "EEEE d MMMM y|d MMMM y|d MMM y|y-MM-dd",
     "HH 'h' mm 'min' ss 's' zzzz|HH 'h' mm 'min' ss 's' z|HH 'h' mm 'min' ss 's'|HH 'h' mm",
     "{1} 'à' {0}|{1} 'à' {0}|{1}, {0}|{1} {0}"},
    {"fr_CH",
     "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
     "lun.|mar.|mer.|jeu.|ven.|sam.|dim.",
     "AM|PM",
     "EEEE, d MMMM y|d MMMM y|d MMM y|dd.MM.yy",
     "HH.mm:ss 'h' zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} 'à' {0}|{1} 'à' {0}|{1}, {0}|{1} {0}"},
    {"fr_FR",
     "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
     "lun.|mar.|mer.|jeu.|ven.|sam.|dim.",
     "AM|PM",
     "EEEE d MMMM y|d MMMM y|d MMM y|dd/MM/y",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} 'à' {0}|{1} 'à' {0}|{1}, {0}|{1} {0}"},
    {"gl_ES",
     "luns|martes|mércores|xoves|venres|sábado|domingo",
     "luns|mar.|mér.|xov.|ven.|sáb.|dom.",
     "a.m.|p.m.",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|d 'de' MMM 'de' y|dd/MM/yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{0} 'do' {1}|{0} 'do' {1}|{0}, {1}|{0}, {1}"},
    {"gu_IN",
     "સોમવાર|મંગળવાર|બુધવાર|ગુરુવાર|શુક્રવાર|શનિવાર|રવિવાર",
     "સોમ|મંગળ|બુધ|ગુરુ|શુક્ર|શનિ|રવિ",
     "AM|PM",
     "EEEE, d MMMM, y|d MMMM, y|d MMM, y|d/M/yy",
     "hh:mm:ss a zzzz|hh:mm:ss a z|hh:mm:ss a|hh:mm a",
     "{1} એ {0} વાગ્યે|{1} એ {0} વાગ્યે|{1} {0}|{1} {0}"},
    {"he_IL",
     "יום שני|יום שלישי|יום רביעי|יום חמישי|יום שישי|יום שבת|יום ראשון",
     "יום ב׳|יום ג׳|יום ד׳|יום ה׳|יום ו׳|שבת|יום א׳",
     "לפנה״צ|אחה״צ",
     "EEEE, d בMMMM y|d בMMMM y|d בMMM y|d.M.y",
     "H:mm:ss zzzz|H:mm:ss z|H:mm:ss|H:mm",
     "{1} בשעה {0}|{1} בשעה {0}|{1}, {0}|{1}, {0}"},
    {"hi_IN",
     "सोमवार|मंगलवार|बुधवार|गुरुवार|शुक्रवार|शनिवार|रविवार",
     "सोम|मंगल|बुध|गुरु|शुक्र|शनि|रवि",
     "am|pm",
     "EEEE, d MMMM y|d MMMM y|d MMM y|d/M/yy",
     "h:mm:ss a zzzz|h:mm:ss a z|h:mm:ss a|h:mm a",
     "{1} को {0}|{1} को {0}|{1}, {0}|{1}, {0}"},
    {"hr_HR",
     "ponedjeljak|utorak|srijeda|četvrtak|petak|subota|nedjelja",
     "pon|uto|sri|čet|pet|sub|ned",
     "AM|PM",
     "EEEE, d. MMMM y.|d. MMMM y.|d. MMM y.|dd. MM. y.",
     "HH:mm:ss (zzzz)|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} 'u' {0}|{1} 'u' {0}|{1} {0}|{1} {0}"},
    {"hu_HU",
     "hétfő|kedd|szerda|csütörtök|péntek|szombat|vasárnap",
     "H|K|Sze|Cs|P|Szo|V",
     "de.|du.",
     "y. MMMM d., EEEE|y. MMMM d.|y. MMM d.|y. MM. dd.",
     "H:mm:ss zzzz|H:mm:ss z|H:mm:ss|H:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"id_ID",
     "Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu",
     "Sen|Sel|Rab|Kam|Jum|Sab|Min",
     "AM|PM",
     "EEEE, dd MMMM y|d MMMM y|d MMM y|dd/MM/yy",
     "HH.mm.ss zzzz|HH.mm.ss z|HH.mm.ss|HH.mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"it_IT",
     "lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica",
     "lun|mar|mer|gio|ven|sab|dom",
     "AM|PM",
     "EEEE d MMMM y|d MMMM y|d MMM y|dd/MM/yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} {0}|{1} {0}|{1}, {0}|{1}, {0}"},
    {"ja_JP",
     "月曜日|火曜日|水曜日|木曜日|金曜日|土曜日|日曜日",
     "月|火|水|木|金|土|日",
     "午前|午後",
     "y年M月d日EEEE|y年M月d日|y/MM/dd|y/MM/dd",
     "H時mm分ss秒 zzzz|H:mm:ss z|H:mm:ss|H:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"ka_GE",
     "ორშაბათი|სამშაბათი|ოთხშაბათი|ხუთშაბათი|პარასკევი|შაბათი|კვირა",
     "ორშ|სამ|ოთხ|ხუთ|პარ|შაბ|კვი",
     "AM|PM",
     "EEEE, dd MMMM, y|d MMMM, y|d MMM. y|dd.MM.yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1}, {0}|{1}, {0}|{1}, {0}|{1}, {0}"},
    {"kab_DZ",
     "Sanass|Kraḍass|Kuẓass|Samass|Sḍisass|Sayass|Yanass",
     "San|Kraḍ|Kuẓ|Sam|Sḍis|Say|Yan",
     "n tufat|n tmeddit",
     "EEEE d MMMM y|d MMMM y|d MMM, y|d/M/y",
     "h:mm:ss a zzzz|h:mm:ss a z|h:mm:ss a|h:mm a",
     "{1} 'ɣef' {0}|{1} 'ɣef' {0}|{1}, {0}|{1}, {0}"},
    {"km_KH",
     "ច័ន្ទ|អង្គារ|ពុធ|ព្រហស្បតិ៍|សុក្រ|សៅរ៍|អាទិត្យ",
     "ចន្ទ|អង្គារ|ពុធ|ព្រហ|សុក្រ|សៅរ៍|អាទិត្យ",
     "AM|PM",
     "EEEE d MMMM y|d MMMM y|d MMM y|d/M/yy",
     "h:mm:ss a zzzz|h:mm:ss a z|h:mm:ss a|h:mm a",
     "{1} នៅ​ម៉ោង {0}|{1} នៅ​ម៉ោង {0}|{1}, {0}|{1}, {0}"},
    {"ko_KP",
     "월요일|화요일|수요일|목요일|금요일|토요일|일요일",
     "월|화|수|목|금|토|일",
     "오전|오후",
     "y년 M월 d일 EEEE|y년 M월 d일|y. M. d.|yy. M. d.",
     "a h시 m분 s초 zzzz|a h시 m분 s초 z|a h:mm:ss|a h:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"ko_KR",
     "월요일|화요일|수요일|목요일|금요일|토요일|일요일",
     "월|화|수|목|금|토|일",
     "오전|오후",
     "y년 M월 d일 EEEE|y년 M월 d일|y. M. d.|yy. M. d.",
     "a h시 m분 s초 zzzz|a h시 m분 s초 z|a h:mm:ss|a h:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"lb_LU",
     "Méindeg|Dënschdeg|Mëttwoch|Donneschdeg|Freideg|Samschdeg|Sonndeg",
     "Méi.|Dën.|Mët.|Don.|Fre.|Sam.|Son.",
     "moies|nomëttes",
     "EEEE, d. MMMM y|d. MMMM y|d. MMM y|dd.MM.yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"lo_LA",
     "ວັນຈັນ|ວັນອັງຄານ|ວັນພຸດ|ວັນພະຫັດ|ວັນສຸກ|ວັນເສົາ|ວັນອາທິດ",
     "ຈັນ|ອັງຄານ|ພຸດ|ພະຫັດ|ສຸກ|ເສົາ|ອາທິດ",
     "ກ່ອນທ່ຽງ|ຫຼັງທ່ຽງ",
     "EEEE ທີ d MMMM G y|d MMMM y|d MMM y|d/M/y",
     "H ໂມງ m ນາທີ ss ວິນາທີ zzzz|H ໂມງ m ນາທີ ss ວິນາທີ z|H:mm:ss|H:mm",
     "{1}, {0}|{1}, {0}|{1}, {0}|{1}, {0}"},
    {"lt_LT",
     "pirmadienis|antradienis|trečiadienis|ketvirtadienis|penktadienis|šeštadienis|sekmadienis",
     "pr|an|tr|kt|pn|št|sk",
     "priešpiet|popiet",
     "y 'm'. MMMM d 'd'., EEEE|y 'm'. MMMM d 'd'.|y-MM-dd|y-MM-dd",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"lv_LV",
     "pirmdiena|otrdiena|trešdiena|ceturtdiena|piektdiena|sestdiena|svētdiena",
     "pirmd.|otrd.|trešd.|ceturtd.|piektd.|sestd.|svētd.",
     "priekšpusdienā|pēcpusdienā",
     "EEEE, y. 'gada' d. MMMM|y. 'gada' d. MMMM|y. 'gada' d. MMM|dd.MM.yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"mk_MK",
     "понеделник|вторник|среда|четврток|петок|сабота|недела",
     "пон.|вто.|сре.|чет.|пет.|саб.|нед.",
     "претпладне|попладне",
     "EEEE, d MMMM y|d MMMM y|d.M.y|d.M.yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1}, 'во' {0}|{1}, 'во' {0}|{1}, 'во' {0}|{1}, 'во' {0}"},
    {"mn_MN",
     "даваа|мягмар|лхагва|пүрэв|баасан|бямба|ням",
     "Да|Мя|Лх|Пү|Ба|Бя|Ня",
     "ү.ө.|ү.х.",
     "y 'оны' MMMM'ын' d, EEEE 'гараг'|y 'оны' MMMM'ын' d|y 'оны' MMM'ын' d|y.MM.dd",
     "HH:mm:ss (zzzz)|HH:mm:ss (z)|HH:mm:ss|HH:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"my_MM",
     "တနင်္လာ|အင်္ဂါ|ဗုဒ္ဓဟူး|ကြာသပတေး|သောကြာ|စနေ|တနင်္ဂနွေ",
     "တနင်္လာ|အင်္ဂါ|ဗုဒ္ဓဟူး|ကြာသပတေး|သောကြာ|စနေ|တနင်္ဂနွေ",
     "နံနက်|ညနေ",
     "y- MMMM d- EEEE|y- MMMM d|y- MMM d|dd-MM-yy",
     "zzzz HH:mm:ss|z HH:mm:ss|H:mm:ss|H:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"nb_NO",
     "mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag",
     "man.|tir.|ons.|tor.|fre.|lør.|søn.",
     "a.m.|p.m.",
     "EEEE d. MMMM y|d. MMMM y|d. MMM y|dd.MM.y",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} 'kl'. {0}|{1} 'kl'. {0}|{1}, {0}|{1}, {0}"},
    {"nl_BE",
     "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag",
     "ma|di|wo|do|vr|za|zo",
     "a.m.|p.m.",
     "EEEE d MMMM y|d MMMM y|d MMM y|d/MM/y",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} 'om' {0}|{1} 'om' {0}|{1} {0}|{1} {0}"},
    {"nl_NL",
     "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag",
     "ma|di|wo|do|vr|za|zo",
     "a.m.|p.m.",
     "EEEE d MMMM y|d MMMM y|d MMM y|dd-MM-y",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} 'om' {0}|{1} 'om' {0}|{1} {0}|{1} {0}"},
    {"pl_PL",
     "poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela",
     "pon.|wt.|śr.|czw.|pt.|sob.|niedz.",
     "AM|PM",
     "EEEE, d MMMM y|d MMMM y|d MMM y|d.MM.y",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} {0}|{1} {0}|{1}, {0}|{1}, {0}"},
    {"pt_AO",
     "segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|sábado|domingo",
     "segunda|terça|quarta|quinta|sexta|sábado|domingo",
     "da manhã|da tarde",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|dd/MM/y|dd/MM/yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} 'às' {0}|{1} 'às' {0}|{1}, {0}|{1}, {0}"},
    {"pt_BR",
     "segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|sábado|domingo",
     "seg.|ter.|qua.|qui.|sex.|sáb.|dom.",
     "AM|PM",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|d 'de' MMM 'de' y|dd/MM/y",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"pt_PT",
     "segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|sábado|domingo",
     "segunda|terça|quarta|quinta|sexta|sábado|domingo",
     "da manhã|da tarde",
     "EEEE, d 'de' MMMM 'de' y|d 'de' MMMM 'de' y|dd/MM/y|dd/MM/yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} 'às' {0}|{1} 'às' {0}|{1}, {0}|{1}, {0}"},
    {"ro_RO",
     "luni|marți|miercuri|joi|vineri|sâmbătă|duminică",
     "lun.|mar.|mie.|joi|vin.|sâm.|dum.",
     "a.m.|p.m.",
     "EEEE, d MMMM y|d MMMM y|d MMM y|dd.MM.y",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1}, {0}|{1}, {0}|{1}, {0}|{1}, {0}"},
    {"ru_RU",
     "понедельник|вторник|среда|четверг|пятница|суббота|воскресенье",
     "пн|вт|ср|чт|пт|сб|вс",
     "AM|PM",
     "EEEE, d MMMM y 'г'.|d MMMM y 'г'.|d MMM y 'г'.|dd.MM.y",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1}, {0}|{1}, {0}|{1}, {0}|{1}, {0}"},
    {"sk_SK",
     "pondelok|utorok|streda|štvrtok|piatok|sobota|nedeľa",
     "po|ut|st|št|pi|so|ne",
     "AM|PM",
     "EEEE d. MMMM y|d. MMMM y|d. M. y|d. M. y",
     "H:mm:ss zzzz|H:mm:ss z|H:mm:ss|H:mm",
     "{1}, {0}|{1}, {0}|{1}, {0}|{1} {0}"},
    {"sl_SI",
     "ponedeljek|torek|sreda|četrtek|petek|sobota|nedelja",
     "pon.|tor.|sre.|čet.|pet.|sob.|ned.",
     "dop.|pop.",
     "EEEE, d. MMMM y|d. MMMM y|d. MMM y|d. MM. yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} {0}|{1} {0}|{1}, {0}|{1}, {0}"},
    {"sq_AL",
     "e hënë|e martë|e mërkurë|e enjte|e premte|e shtunë|e diel",
     "Hën|Mar|Mër|Enj|Pre|Sht|Die",
     "e paradites|e pasdites",
     "EEEE, d MMMM y|d MMMM y|d MMM y|d.M.yy",
     "h:mm:ss a, zzzz|h:mm:ss a, z|h:mm:ss a|h:mm a",
     "{1} 'në' {0}|{1} 'në' {0}|{1}, {0}|{1}, {0}"},
    {"sr@latin",
     "ponedeljak|utorak|sreda|četvrtak|petak|subota|nedelja",
     "pon|uto|sre|čet|pet|sub|ned",
     "AM|PM",
     "EEEE, d. MMMM y.|d. MMMM y.|d. M. y.|d.M.yy.",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"sr_RS",
     "понедељак|уторак|среда|четвртак|петак|субота|недеља",
     "пон|уто|сре|чет|пет|суб|нед",
     "AM|PM",
     "EEEE, d. MMMM y.|d. MMMM y.|d. M. y.|d.M.yy.",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"sv_SE",
     "måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag",
     "mån|tis|ons|tors|fre|lör|sön",
     "fm|em",
     "EEEE d MMMM y|d MMMM y|d MMM y|y-MM-dd",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"te_IN",
     "సోమవారం|మంగళవారం|బుధవారం|గురువారం|శుక్రవారం|శనివారం|ఆదివారం",
     "సోమ|మంగళ|బుధ|గురు|శుక్ర|శని|ఆది",
     "AM|PM",
     "d, MMMM y, EEEE|d MMMM, y|d MMM, y|dd-MM-yy",
     "h:mm:ss a zzzz|h:mm:ss a z|h:mm:ss a|h:mm a",
     "{1} {0}కి|{1} {0}కి|{1} {0}|{1} {0}"},
    {"th_TH",
     "วันจันทร์|วันอังคาร|วันพุธ|วันพฤหัสบดี|วันศุกร์|วันเสาร์|วันอาทิตย์",
     "จ.|อ.|พ.|พฤ.|ศ.|ส.|อา.",
     "ก่อนเที่ยง|หลังเที่ยง",
     "EEEEที่ d MMMM G y|d MMMM G y|d MMM y|d/M/yy",
     "H นาฬิกา mm นาที ss วินาที zzzz|H นาฬิกา mm นาที ss วินาที z|HH:mm:ss|HH:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"tr_TR",
     "Pazartesi|Salı|Çarşamba|Perşembe|Cuma|Cumartesi|Pazar",
     "Pzt|Sal|Çar|Per|Cum|Cmt|Paz",
     "ÖÖ|ÖS",
     "d MMMM y EEEE|d MMMM y|d MMM y|d.MM.y",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"uk_UA",
     "понеділок|вівторок|середа|четвер|пʼятниця|субота|неділя",
     "пн|вт|ср|чт|пт|сб|нд",
     "дп|пп",
     "EEEE, d MMMM y 'р'.|d MMMM y 'р'.|d MMM y 'р'.|dd.MM.yy",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{1} 'о' {0}|{1} 'о' {0}|{1}, {0}|{1}, {0}"},
    {"vi_VN",
     "Thứ Hai|Thứ Ba|Thứ Tư|Thứ Năm|Thứ Sáu|Thứ Bảy|Chủ Nhật",
     "Th 2|Th 3|Th 4|Th 5|Th 6|Th 7|CN",
     "SA|CH",
     "EEEE, d MMMM, y|d MMMM, y|d MMM, y|dd/MM/y",
     "HH:mm:ss zzzz|HH:mm:ss z|HH:mm:ss|HH:mm",
     "{0} {1}|{0} {1}|{0}, {1}|{0}, {1}"},
    {"zh_CN",
     "星期一|星期二|星期三|星期四|星期五|星期六|星期日",
     "周一|周二|周三|周四|周五|周六|周日",
     "上午|下午",
     "y年M月d日EEEE|y年M月d日|y年M月d日|y/M/d",
     "zzzz HH:mm:ss|z HH:mm:ss|HH:mm:ss|HH:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"zh_HK",
     "星期一|星期二|星期三|星期四|星期五|星期六|星期日",
     "週一|週二|週三|週四|週五|週六|週日",
     "上午|下午",
     "y年M月d日EEEE|y年M月d日|y年M月d日|d/M/y",
     "ah:mm:ss [zzzz]|ah:mm:ss [z]|ah:mm:ss|ah:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
    {"zh_TW",
     "星期一|星期二|星期三|星期四|星期五|星期六|星期日",
     "週一|週二|週三|週四|週五|週六|週日",
     "上午|下午",
     "y年M月d日 EEEE|y年M月d日|y年M月d日|y/M/d",
     "Bh:mm:ss [zzzz]|Bh:mm:ss [z]|Bh:mm:ss|Bh:mm",
     "{1} {0}|{1} {0}|{1} {0}|{1} {0}"},
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

int length_of(const std::string& name) {
  const char* const names[] = {"full", "long", "medium", "short"};
  for (int i = 0; i < 4; ++i)
    if (name == names[i]) return i;
  return -1;
}

// What one run of a letter stands for; nothing when it is not known.
std::string field(const Words& words, std::string_view language, const Moment& moment, char letter, std::size_t count) {
  const Moment::Parts at = moment.parts();
  const int hour12 = at.hour % 12;
  switch (letter) {
    case 'y':
      return count == 2 ? digits(at.year % 100, 2) : digits(at.year, count);
    case 'M':
    case 'L':
      return count < 3    ? digits(at.month, count)
             : count == 5 ? month_name(language, at.month, false).substr(0, 1)
                          : month_name(language, at.month, count == 3);
    case 'd':
      return digits(at.day, count);
    case 'E':
    case 'c':
    case 'e':
      if (letter != 'E' && count < 3) return digits(at.weekday + 1, count);
      return nth(count == 4 ? words.days : words.short_days, at.weekday);
    case 'D': {
      const std::string day = moment.strftime("%j");
      return digits(std::stoi(day), count);
    }
    case 'Q':
    case 'q':
      return digits((at.month - 1) / 3 + 1, count);
    case 'w':
      return digits(std::stoi(moment.strftime("%V")), count);
    case 'a':
      return nth(words.halves, at.hour >= 12 ? 1 : 0);
    case 'H':
      return digits(at.hour, count);
    case 'h':
      return digits(hour12 == 0 ? 12 : hour12, count);
    case 'K':
      return digits(hour12, count);
    case 'k':
      return digits(at.hour == 0 ? 24 : at.hour, count);
    case 'm':
      return digits(at.minute, count);
    case 's':
      return digits(at.second, count);
    case 'S':
      return digits(at.microsecond, 6).substr(0, std::min<std::size_t>(count, 6));
    case 'z':
    case 'v':
      return moment.with_time() ? "UTC" : "";
    default:
      fail("KeyError: '" + std::string(1, letter) + "'");
  }
}

}  // namespace

std::string ldml_format(std::string_view language, const Moment& moment, const std::string& pattern) {
  static constexpr std::string_view letters = "GyYuQqMLlwWdDFgEecabBhHKkjmsSAzZvVxXO";
  const Words& words = words_of(language);
  std::string out;
  for (std::size_t i = 0; i < pattern.size();) {
    if (pattern[i] == '\'') {
      // two quotes are one; between two stands plain text
      if (pattern.compare(i, 2, "''") == 0) {
        out += '\'';
        i += 2;
        continue;
      }
      const std::size_t end = std::min(pattern.find('\'', i + 1), pattern.size());
      out += pattern.substr(i + 1, end - i - 1);
      i = end + 1;
    } else if (letters.find(pattern[i]) != std::string_view::npos) {
      std::size_t end = i;
      while (end < pattern.size() && pattern[end] == pattern[i]) ++end;
      out += field(words, language, moment, pattern[i], end - i);
      i = end;
    } else {
      out += pattern[i++];
    }
  }
  return out;
}

std::string date_pattern(std::string_view language, const std::string& name) {
  const int length = length_of(name);
  return length < 0 ? name : nth(words_of(language).dates, length);
}

std::string datetime_pattern(std::string_view language, const std::string& name) {
  const int length = length_of(name);
  if (length < 0) return name;
  const Words& words = words_of(language);
  std::string out = nth(words.joined, length);
  for (const auto& [place, list] : {std::pair("{1}", words.dates), std::pair("{0}", words.times)})
    if (const std::size_t at = out.find(place); at != std::string::npos) out.replace(at, 3, nth(list, length));
  return out;
}

std::string posix_to_ldml(std::string_view language, std::string_view format) {
  static constexpr std::pair<char, const char*> directives[] = {
      {'a', "E"},  {'A', "EEEE"}, {'b', "MMM"}, {'B', "MMMM"}, {'d', "dd"},   {'H', "HH"},
      {'I', "hh"}, {'j', "DDD"},  {'m', "MM"},  {'M', "mm"},   {'p', "a"},    {'S', "ss"},
      {'U', "w"},  {'w', "e"},    {'W', "w"},   {'y', "yy"},   {'Y', "yyyy"}, {'%', "%"}};
  std::string out, quoted;
  const auto flush = [&] {
    if (!quoted.empty()) out += "'" + quoted + "'";
    quoted.clear();
  };
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char c = format[i];
    if (c != '%') {
      if (std::isalpha(static_cast<unsigned char>(c))) {
        quoted += c;
      } else {
        flush();
        out += c;
      }
      continue;
    }
    flush();
    if (++i >= format.size()) break;
    const Words& words = words_of(language);
    if (format[i] == 'x' || format[i] == 'X') {
      out += format[i] == 'x' ? nth(words.dates, 3) : nth(words.times, 2);
      continue;
    }
    const auto found = std::find_if(std::begin(directives), std::end(directives),
                                    [&](const auto& row) { return row.first == format[i]; });
    if (found == std::end(directives)) fail("KeyError: '" + std::string(1, format[i]) + "'");
    out += found->second;
  }
  flush();
  return out;
}

}  // namespace chatterd::templates
