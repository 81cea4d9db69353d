#include "models/engine/qweb/time_spans.hpp"

#include <array>
#include <cmath>

#include "models/engine/templates/any.hpp"

namespace chatterd::qweb {
namespace {

using templates::fail;

struct Unit {
  const char* name;
  double seconds;
};
constexpr std::array<Unit, 7> units{{{"year", 3600. * 24 * 365},
                                     {"month", 3600. * 24 * 30},
                                     {"week", 3600. * 24 * 7},
                                     {"day", 3600. * 24},
                                     {"hour", 3600},
                                     {"minute", 60},
                                     {"second", 1}}};

// One and several of each unit, several behind a preposition where that differs; ~ keeps the number
// beside it where there is none. # is the place of number and unit.
struct Words {
  const char *language, *units, *future, *past;
  bool zero_is_one;
};
constexpr std::array<Words, 7> languages{{
    {"en", "year;years|month;months|week;weeks|day;days|hour;hours|minute;minutes|second;seconds",
     "in #", "# ago", false},
    {"fr",
     "~an;~ans|~mois;~mois|~semaine;~semaines|~jour;~jours|~heure;~heures|minute;minutes|~seconde;~"
     "secondes",
     "dans #", "il y a #", true},
    {"de",
     "Jahr;Jahre;Jahren|Monat;Monate;Monaten|Woche;Wochen|Tag;Tage;Tagen|Stunde;Stunden|Minute;"
     "Minuten|Sekunde;Sekunden",
     "in #", "vor #", false},
    {"es", "año;años|mes;meses|semana;semanas|día;días|hora;horas|minuto;minutos|segundo;segundos",
     "dentro de #", "hace #", false},
    {"it",
     "anno;anni|mese;mesi|settimana;settimane|giorno;giorni|ora;ore|minuto;minuti|secondo;secondi",
     "tra #", "# fa", false},
    {"nl", "jaar;jaar|maand;maanden|week;weken|dag;dagen|uur;uur|minuut;minuten|seconde;seconden",
     "over #", "# geleden", false},
    {"pt", "ano;anos|mês;meses|semana;semanas|dia;dias|hora;horas|minuto;minutos|segundo;segundos",
     "em #", "há #", true},
}};

const Words& words_of(const std::string& language) {
  for (const Words& words : languages)
    if (language.substr(0, language.find('_')) == words.language) return words;
  return languages[0];
}

// The item at a place of a list with separators; the last one where it is shorter.
std::string item(const std::string& list, std::size_t place, char between) {
  std::size_t at = 0;
  for (; place > 0 && list.find(between, at) != std::string::npos; --place)
    at = list.find(between, at) + 1;
  return list.substr(at, list.find(between, at) - at);
}

double seconds_of(const std::string& name) {
  for (const Unit& unit : units)
    if (name == unit.name) return unit.seconds;
  fail("KeyError: '" + name + "'");
}

}  // namespace

std::string time_span(const std::string& language, double seconds, Direction direction,
                      double threshold) {
  const Words& words = words_of(language);
  for (std::size_t i = 0; i < units.size(); ++i) {
    const bool last = i + 1 == units.size();
    double count = std::fabs(seconds) / units[i].seconds;
    if (count < threshold && !last) continue;
    if (last && count > 0) count = std::max(1., count);
    const auto whole = static_cast<long long>(std::nearbyint(count));
    const bool one = whole == 1 || (whole == 0 && words.zero_is_one),
               shown = direction == Direction::shown;
    std::string name = item(item(words.units, i, '|'), one ? 0 : shown ? 2 : 1, ';');
    const bool beside = name.starts_with('~');
    if (beside) name.erase(0, 1);
    const std::string span = std::to_string(whole) + (beside && !shown ? "\u00a0" : " ") + name;
    if (!shown) return span;
    std::string frame = seconds >= 0 ? words.future : words.past;
    return frame.replace(frame.find('#'), 1, span);
  }
  return {};
}

std::string duration_text(const std::string& language, double value, const std::string& unit,
                          const std::string& round, bool digital) {
  const double factor = seconds_of(unit);
  double step = seconds_of(round);
  if (digital && step > 3600) step = 3600;
  double rest = std::nearbyint(value * factor / step) * step;
  std::string out;
  if (!digital && value < 0) {
    rest = -rest;
    out = "-";
  }
  for (const auto& [name, size] : units) {
    if (digital && size > 3600) continue;
    const double count = std::floor(rest / size);
    rest -= count * size;
    if (digital ? count == 0 && (size > factor || size < step) : count == 0) continue;
    if (digital)
      out += (out.empty() ? "" : ":") +
             templates::percent_format("%02.0f", std::trunc(std::nearbyint(count)));
    else
      out += (out.empty() ? "" : " ") + time_span(language, count * size, Direction::hidden, 1);
  }
  return out;
}

}  // namespace chatterd::qweb
