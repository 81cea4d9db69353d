#include "bridge/text/unicode.hpp"

#include <glib.h>

#include <algorithm>
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

bool is_utf8(std::string_view text) {
  // glib takes a NUL for an end
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\0', at), text.size());
    if (!g_utf8_validate_len(text.data() + at, end - at, nullptr)) return false;
    at = end + 1;
  }
  return true;
}

void append_utf8(std::string& out, char32_t c) {
  char bytes[6];
  out.append(bytes, static_cast<std::size_t>(g_unichar_to_utf8(c, bytes)));
}

}  // namespace chatterd::bridge
