// What a request says of its caller: the proof, whether he still waits, his language.
#include "rpc/routes/call.hpp"

#include <atomic>
#include <chrono>
#include <cstdlib>

#include "models/engine/errors.hpp"
#include "rpc/routes/application.hpp"

namespace chatterd::rpc {

namespace {

// Whether nobody waits for the answer any more: the time is over, or the client has gone.
std::function<bool()> abandonment(const HttpRequest& request, double deadline) {
  auto gone = std::make_shared<std::atomic<bool>>(false);
  if (request.client) request.client->on_gone([gone] { *gone = true; });
  return [gone, deadline] {
    const double now =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    return *gone || (deadline > 0 && now > deadline);
  };
}

}  // namespace

Caller Call::caller() {
  Caller out;
  out.trusted = trusted;
  out.hearsay = hearsay;
  out.may_decline = may_decline;
  if (authenticated) {
    out.uid = session.uid;
    out.sid = session.sid;
    out.session_token = session.token;
  }
  out.context = context;
  out.write = write;
  if (deadline > 0 || !write.empty()) out.abandoned = abandonment(*request, deadline);
  out.remote = request->remote;
  out.statements = &statements;
  return out;
}

const Value& Call::required(const char* name, const char* function) const {
  const auto found = params.find(name);
  if (found == params.end())
    throw TypeError(std::string(function) + "() missing 1 required positional argument: '" + name +
                    "'");
  return *found;
}

Value Call::taken(const char* name, const char* function) {
  required(name, function);
  return std::move(params[name]);
}

Value Call::parameter(const char* name) const {
  const auto found = params.find(name);
  return found == params.end() ? Value() : *found;
}

std::string Call::url_root() const { return request->scheme + "://" + request->host; }

std::string accepted_language(std::string_view header) {
  // babel's LOCALE_ALIASES: the country that a bare language stands for.
  static constexpr std::pair<std::string_view, std::string_view> countries[] = {
      {"ar", "ar_SY"}, {"bg", "bg_BG"}, {"bs", "bs_BA"}, {"ca", "ca_ES"}, {"cs", "cs_CZ"},
      {"da", "da_DK"}, {"de", "de_DE"}, {"el", "el_GR"}, {"en", "en_US"}, {"es", "es_ES"},
      {"et", "et_EE"}, {"fa", "fa_IR"}, {"fi", "fi_FI"}, {"fr", "fr_FR"}, {"gl", "gl_ES"},
      {"he", "he_IL"}, {"hu", "hu_HU"}, {"id", "id_ID"}, {"is", "is_IS"}, {"it", "it_IT"},
      {"ja", "ja_JP"}, {"km", "km_KH"}, {"ko", "ko_KR"}, {"lt", "lt_LT"}, {"lv", "lv_LV"},
      {"mk", "mk_MK"}, {"nl", "nl_NL"}, {"nn", "nn_NO"}, {"no", "nb_NO"}, {"pl", "pl_PL"},
      {"pt", "pt_PT"}, {"ro", "ro_RO"}, {"ru", "ru_RU"}, {"sk", "sk_SK"}, {"sl", "sl_SI"},
      {"sv", "sv_SE"}, {"th", "th_TH"}, {"tr", "tr_TR"}, {"uk", "uk_UA"}};
  std::string best;
  double best_quality = 0;
  while (!header.empty()) {
    const std::size_t comma = header.find(',');
    std::string_view item = header.substr(0, comma);
    header = comma == std::string_view::npos ? std::string_view{} : header.substr(comma + 1);
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    const std::size_t semicolon = item.find(';');
    const std::size_t q = item.find("q=");
    const double quality =
        q == std::string_view::npos ? 1 : std::atof(std::string(item.substr(q + 2)).c_str());
    if (quality <= best_quality || item.substr(0, semicolon).empty()) continue;
    best = item.substr(0, semicolon);
    best_quality = quality;
  }
  const std::size_t dash = best.find('-');
  const std::string language = best.substr(0, dash);
  const bool known_form =
      language.size() >= 2 && language.size() <= 3 &&
      language.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
  if (!known_form) return "en_US";
  if (dash != std::string::npos) {
    std::string country = best.substr(dash + 1);
    for (char& c : country) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    const bool is_country =
        country.size() == 2 &&
        country.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
    if (is_country) return language + "_" + country;
  }
  for (const auto& [bare, whole] : countries)
    if (bare == language) return std::string(whole);
  return "en_US";
}

}  // namespace chatterd::rpc
