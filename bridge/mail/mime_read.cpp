// Reading e-mail messages with GMime.
#include <gmime/gmime.h>
#include <strings.h>

#include "bridge/mail/mime.hpp"
#include "bridge/mail/mime_library.hpp"

namespace chatterd::bridge {
namespace {

constexpr int max_depth = 50;

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(g_ascii_tolower(c));
  return text;
}

std::string strip(const char* raw) {
  std::string text = raw ? raw : "";
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

void take_headers(GMimeObject* object, MimePart& into) {
  GMimeHeaderList* list = g_mime_object_get_header_list(object);
  for (int i = 0; i < g_mime_header_list_get_count(list); ++i) {
    GMimeHeader* header = g_mime_header_list_get_header_at(list, i);
    into.headers.emplace_back(g_mime_header_get_name(header),
                              strip(g_mime_header_get_raw_value(header)));
  }
}

std::string content_of(GMimePart* part) {
  GMimeDataWrapper* content = g_mime_part_get_content(part);
  if (content == nullptr) return {};
  const Owned<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, stream.get());
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

MimePart read(std::string_view text, int depth);

// The blocks of a delivery status are headers without a body.
std::vector<MimePart> blocks_of(const std::string& content, int depth) {
  std::vector<MimePart> out;
  std::string block;
  const auto end_block = [&] {
    if (block.find_first_not_of(" \t\r\n") != std::string::npos)
      out.push_back(read(block + "\n", depth + 1));
    block.clear();
  };
  std::size_t at = 0;
  while (at < content.size()) {
    const std::size_t end = std::min(content.find('\n', at), content.size());
    const std::string line = content.substr(at, end - at);
    at = end + 1;
    if (line.find_first_not_of(" \t\r") == std::string::npos)
      end_block();
    else
      block += line + "\n";
  }
  end_block();
  return out;
}

void take_object(GMimeObject* object, MimePart& into, int depth);

void take_message(GMimeMessage* message, MimePart& into, int depth) {
  take_headers(GMIME_OBJECT(message), into);
  if (GMimeObject* body = g_mime_message_get_mime_part(message)) take_object(body, into, depth);
}

void take_object(GMimeObject* object, MimePart& into, int depth) {
  take_headers(object, into);
  GMimeContentType* type = g_mime_object_get_content_type(object);
  into.type = lower(g_mime_content_type_get_media_type(type));
  into.subtype = lower(g_mime_content_type_get_media_subtype(type));
  if (const char* charset = g_mime_content_type_get_parameter(type, "charset"))
    into.charset = lower(charset);
  if (GMIME_IS_MULTIPART(object)) {
    if (depth >= max_depth) return;
    for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(object)); ++i)
      take_object(g_mime_multipart_get_part(GMIME_MULTIPART(object), i), into.parts.emplace_back(),
                  depth + 1);
  } else if (GMIME_IS_MESSAGE_PART(object)) {
    if (depth >= max_depth) return;
    if (GMimeMessage* message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)))
      take_message(message, into.parts.emplace_back(), depth + 1);
  } else if (GMIME_IS_PART(object)) {
    if (const char* name = g_mime_part_get_filename(GMIME_PART(object))) into.filename = name;
    into.content = content_of(GMIME_PART(object));
    if (into.type == "message" && into.subtype == "delivery-status" && depth < max_depth) {
      into.parts = blocks_of(into.content, depth);
      into.content.clear();
    }
  }
}

MimePart read(std::string_view text, int depth) {
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(text.data(), text.size()));
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  MimePart out;
  out.type = "text";
  out.subtype = "plain";
  if (message) take_message(message.get(), out, depth);
  return out;
}

void collect(const MimePart& part, std::vector<const MimePart*>& into) {
  into.push_back(&part);
  for (const MimePart& child : part.parts) collect(child, into);
}

}  // namespace

std::optional<std::string> MimePart::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key.size() == name.size() && strncasecmp(key.data(), name.data(), name.size()) == 0)
      return value;
  return std::nullopt;
}

std::vector<std::string> MimePart::all_headers(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& [key, value] : headers)
    if (key.size() == name.size() && strncasecmp(key.data(), name.data(), name.size()) == 0)
      out.push_back(value);
  return out;
}

MimePart parse_mail(std::string_view text) {
  start_gmime();
  return read(text, 0);
}

std::vector<const MimePart*> walk(const MimePart& part) {
  std::vector<const MimePart*> out;
  collect(part, out);
  return out;
}

std::string decode_charset(std::string_view bytes, const std::string& charset) {
  start_gmime();
  static const char* const unreadable = "\xEF\xBF\xBD";
  if (!charset.empty() && charset != "utf-8" && charset != "us-ascii") {
    gsize length = 0;
    const std::unique_ptr<gchar, void (*)(void*)> converted(
        g_convert_with_fallback(bytes.data(), static_cast<gssize>(bytes.size()), "UTF-8",
                                g_mime_charset_iconv_name(charset.c_str()), unreadable, nullptr,
                                &length, nullptr),
        g_free);
    if (converted) return {converted.get(), length};
  }
  const std::unique_ptr<gchar, void (*)(void*)> valid(
      g_utf8_make_valid(bytes.data(), static_cast<gssize>(bytes.size())), g_free);
  return valid.get();
}

std::optional<std::string> parse_mail_date(const std::string& text) {
  start_gmime();
  GDateTime* const local = g_mime_utils_header_decode_date(text.c_str());
  if (local == nullptr) return std::nullopt;
  GDateTime* const utc = g_date_time_to_utc(local);
  const std::unique_ptr<gchar, void (*)(void*)> written(
      g_date_time_format(utc, "%Y-%m-%d %H:%M:%S"), g_free);
  g_date_time_unref(utc);
  g_date_time_unref(local);
  return written.get();
}

}  // namespace chatterd::bridge
