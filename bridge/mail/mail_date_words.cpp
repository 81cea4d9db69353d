#include "bridge/mail/mail_date_words.hpp"

#include <array>
#include <map>
#include <string_view>

namespace chatterd::bridge {

int mail_month(const std::string& word) {
  // as mail programs write them in the languages that they are sold in; left out is what is one
  // month in one language and another in the next (lis, lip, srp, listopad)
  static constexpr std::array<std::string_view, 12> months = {
      " jan january januar januari janvier janv enero ene gen gennaio janeiro sty stycznia led "
      "ledna "
      "oca ocak tammi tammikuuta ian ianuarie január янв января січ січня ιαν ",
      " feb february februar februari févr février fevr fev febrero febbraio fevereiro lut lutego "
      "úno února şub şubat helmi helmikuuta febr február фев февр февраля лют лютого φεβ ",
      " mar march mars märz mrz maart mrt marzo março marca bře března mart maalis maaliskuuta "
      "márc március мар март марта бер березня μαρ ",
      " apr april avril avr abril abr aprile kwi kwietnia dub dubna nis nisan huhti huhtikuuta ápr "
      "április апр апреля кві квітня απρ ",
      " may mai maj mei mayo mag maggio maio maja kvě května mayıs touko toukokuuta máj május май "
      "мая тра травня μαϊ μαΐ ",
      " jun june juni juin junio giu giugno junho cze czerwca čvn června haz haziran kesä "
      "kesäkuuta iun jún június июн июня чер червня ιουν ",
      " jul july juli juil juillet julio lug luglio julho lipca čvc července tem temmuz heinä "
      "heinäkuuta iul júl július июл июля лип липня ιουλ ",
      " aug august augusti augustus août aout agosto ago sie sierpnia srpna ağu ağustos elo "
      "elokuuta augusztus авг августа сер серпня αυγ ",
      " sep sept september septembre septiembre set settembre setembro wrz września zář září eyl "
      "eylül syys syyskuuta szept szeptember сен сент сентября вер вересня σεπ ",
      " oct october okt oktober octobre octubre ott ottobre outubro out paź października říj října "
      "eki ekim loka lokakuuta október окт октября жов жовтня οκτ ",
      " nov november novembre noviembre novembro kas kasım marras marraskuuta noi ноя нояб ноября "
      "лис листопада νοε ",
      " dec december dez dezember déc décembre decembre dic diciembre dicembre dezembro gru "
      "grudnia "
      "pro prosince ara aralık joulu joulukuuta дек декабря гру грудня δεκ "};
  for (std::size_t month = 0; month < months.size(); ++month)
    if (months[month].find(' ' + word + ' ') != std::string_view::npos)
      return static_cast<int>(month) + 1;
  return 0;
}

std::optional<int> mail_zone(const std::string& word) {
  static const std::map<std::string, int, std::less<>> zones{
      {"z", 0},      {"ut", 0},     {"utc", 0},    {"gmt", 0},     {"wet", 0},     {"west", 60},
      {"bst", 60},   {"cet", 60},   {"met", 60},   {"mez", 60},    {"cest", 120},  {"mest", 120},
      {"mesz", 120}, {"eet", 120},  {"eest", 180}, {"msk", 180},   {"jst", 540},   {"kst", 540},
      {"hkt", 480},  {"sgt", 480},  {"awst", 480}, {"aest", 600},  {"aedt", 660},  {"nzst", 720},
      {"nzdt", 780}, {"est", -300}, {"edt", -240}, {"cst", -360},  {"cdt", -300},  {"mst", -420},
      {"mdt", -360}, {"pst", -480}, {"pdt", -420}, {"akst", -540}, {"akdt", -480}, {"hst", -600}};
  const auto found = zones.find(word);
  return found == zones.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace chatterd::bridge
