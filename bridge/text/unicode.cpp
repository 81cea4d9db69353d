#include "bridge/text/unicode.hpp"

#include <glib.h>

#include <memory>

namespace chatterd::bridge {

std::string remove_accents(std::string_view text) {
  const auto release = [](gchar* p) { g_free(p); };
  using Text = std::unique_ptr<gchar, decltype(release)>;
  const Text valid(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())), release);
  const Text decomposed(g_utf8_normalize(valid.get(), -1, G_NORMALIZE_ALL), release);
  std::string out;
  for (const gchar* at = decomposed.get(); *at != 0; at = g_utf8_next_char(at))
    if (g_unichar_combining_class(g_utf8_get_char(at)) == 0)
      out.append(at, static_cast<std::size_t>(g_utf8_next_char(at) - at));
  return out;
}

}  // namespace chatterd::bridge
