// Writing e-mail messages with GMime.
#include "bridge/mail/mime.hpp"
#include "bridge/mail/mime_library.hpp"

namespace chatterd::bridge {
namespace {

Owned<GMimePart> part_of(const std::string& type, const std::string& subtype,
                         const std::string& content) {
  Owned<GMimePart> part(g_mime_part_new_with_type(type.c_str(), subtype.c_str()));
  const Owned<GMimeStream> stream(
      g_mime_stream_mem_new_with_buffer(content.data(), content.size()));
  const Owned<GMimeDataWrapper> wrapper(
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part.get(), wrapper.get());
  g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_BASE64);
  return part;
}

Owned<GMimePart> text_part(const std::string& subtype, const std::string& content) {
  Owned<GMimePart> part = part_of("text", subtype, content);
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
  return part;
}

Owned<GMimePart> attachment_part(const OutgoingMail::Attachment& attachment) {
  const std::size_t slash = attachment.mimetype.find('/');
  Owned<GMimePart> part = slash == std::string::npos
                              ? part_of("application", "octet-stream", attachment.content)
                              : part_of(attachment.mimetype.substr(0, slash),
                                        attachment.mimetype.substr(slash + 1), attachment.content);
  g_mime_object_set_disposition(GMIME_OBJECT(part.get()), GMIME_DISPOSITION_ATTACHMENT);
  g_mime_part_set_filename(part.get(), attachment.name.c_str());
  return part;
}

// A line break would let a value begin another header.
std::string in_one_line(std::string text) {
  for (char& c : text)
    if (c == '\r' || c == '\n') c = ' ';
  return text;
}

}  // namespace

std::string build_mail(const OutgoingMail& mail) {
  start_gmime();
  const Owned<GMimeMessage> message(g_mime_message_new(FALSE));
  for (const auto& [name, value] : mail.headers)
    g_mime_object_append_header(GMIME_OBJECT(message.get()), name.c_str(),
                                in_one_line(value).c_str(), "utf-8");
  const Owned<GMimeMultipart> alternative(g_mime_multipart_new_with_subtype("alternative"));
  g_mime_multipart_add(alternative.get(), GMIME_OBJECT(text_part("plain", mail.plain).get()));
  g_mime_multipart_add(alternative.get(), GMIME_OBJECT(text_part("html", mail.html).get()));
  const Owned<GMimeMultipart> mixed(g_mime_multipart_new_with_subtype("mixed"));
  g_mime_multipart_add(mixed.get(), GMIME_OBJECT(alternative.get()));
  for (const OutgoingMail::Attachment& attachment : mail.attachments)
    g_mime_multipart_add(mixed.get(), GMIME_OBJECT(attachment_part(attachment).get()));
  g_mime_message_set_mime_part(message.get(), GMIME_OBJECT(mixed.get()));
  GMimeFormatOptions* options = g_mime_format_options_new();
  // mail programs that don't know RFC 2231 are why Odoo writes names this way
  g_mime_format_options_set_param_encoding_method(options, GMIME_PARAM_ENCODING_METHOD_RFC2047);
  g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_UNIX);
  const std::unique_ptr<char, void (*)(void*)> text(
      g_mime_object_to_string(GMIME_OBJECT(message.get()), options), g_free);
  g_mime_format_options_free(options);
  return text.get();
}

}  // namespace chatterd::bridge
