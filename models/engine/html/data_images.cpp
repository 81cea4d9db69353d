// Pictures in message bodies as data: URLs, which mail.message stores as attachments:
// (data:image/[a-z]+?);base64,([a-z0-9+/\n]{3,}=*)\n*(['"])(?: data-filename="([^"]*)")?, ignoring
// case.
#include <utility>

#include "models/engine/html/html.hpp"
#include "models/engine/html/python_text.hpp"

namespace chatterd::html {
namespace {

bool is_folded_letter(char32_t c) { return c < 0x80 && fold(c) >= 'a' && fold(c) <= 'z'; }

// [a-z]* and [a-z0-9+/\n]*, ignoring case.
std::size_t skip_letters(std::string_view text, std::size_t at) {
  for (std::size_t next = at; next < text.size(); at = next)
    if (const char32_t c = fold(next_character(text, next)); !is_folded_letter(c)) break;
  return at;
}

std::size_t skip_base64(std::string_view text, std::size_t at) {
  for (std::size_t next = at; next < text.size(); at = next) {
    const char32_t c = fold(next_character(text, next));
    if (!is_folded_letter(c) && !(c >= '0' && c <= '9') && c != '+' && c != '/' && c != '\n') break;
  }
  return at;
}

std::size_t skip_all(std::string_view text, std::size_t at, char c) {
  while (at < text.size() && text[at] == c) ++at;
  return at;
}

std::optional<DataImage> image_at(std::string_view body, std::size_t offset) {
  const auto type = match_ignoring_case(body, offset, "data:image/");
  if (!type) return std::nullopt;
  const std::size_t type_end = skip_letters(body, *type);
  const auto data = match_ignoring_case(body, type_end, ";base64,");
  if (type_end == *type || !data) return std::nullopt;
  std::size_t end = skip_base64(body, *data);
  if (count_characters(body.substr(*data, end - *data)) < 3) return std::nullopt;
  end = skip_all(body, end, '=');
  DataImage image;
  image.base64 = body.substr(*data, end - *data);
  end = skip_all(body, end, '\n');
  if (end >= body.size() || (body[end] != '"' && body[end] != '\'')) return std::nullopt;
  image.quote = body[end++];
  if (const auto name = match_ignoring_case(body, end, " data-filename=\"")) {
    const std::size_t name_end = body.find('"', *name);
    if (name_end != std::string_view::npos) {
      image.filename = body.substr(*name, name_end - *name);
      end = name_end + 1;
    }
  }
  image.offset = offset;
  image.length = end - offset;
  return image;
}

}  // namespace

std::vector<DataImage> find_data_images(std::string_view body) {
  std::vector<DataImage> images;
  for (std::size_t at = 0; (at = body.find_first_of("dD", at)) != std::string_view::npos;) {
    if (auto image = image_at(body, at)) {
      at += image->length;
      images.push_back(std::move(*image));
    } else {
      ++at;
    }
  }
  return images;
}

std::string store_data_images(std::string_view body, const StoreImage& store) {
  struct Stored {
    std::string base64, url, name;
  };
  std::vector<Stored> stored;
  std::string out;
  std::size_t copied = 0;
  for (const DataImage& image : find_data_images(body)) {
    out.append(body, copied, image.offset - copied);
    copied = image.offset + image.length;
    auto known = std::find_if(stored.begin(), stored.end(),
                              [&](const Stored& s) { return s.base64 == image.base64; });
    if (known == stored.end()) {
      std::string name =
          image.filename.empty() ? "image" + std::to_string(stored.size()) : image.filename;
      std::optional<std::string> url = store(name, image.base64);
      if (!url) {
        out += image.quote;
        continue;
      }
      known = stored.insert(stored.end(), {image.base64, std::move(*url), std::move(name)});
    }
    (((out += known->url) += image.quote) += " alt=\"") += known->name;
    out += '"';
  }
  return out.append(body, copied, body.size() - copied);
}

}  // namespace chatterd::html
