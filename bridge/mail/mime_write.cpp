// Writing e-mail messages with GMime.
#include <algorithm>

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

bool is_mimetype(const std::string& type) {
  return std::count(type.begin(), type.end(), '/') == 1 && type.front() != '/' &&
         type.back() != '/' && std::all_of(type.begin(), type.end(), [](unsigned char c) {
           return std::isalnum(c) ||
                  std::string_view("/.+-_").find(static_cast<char>(c)) != std::string_view::npos;
         });
}

Owned<GMimePart> attachment_part(const OutgoingMail::Attachment& attachment) {
  const std::size_t slash = attachment.mimetype.find('/');
  Owned<GMimePart> part = !is_mimetype(attachment.mimetype)
                              ? part_of("application", "octet-stream", attachment.content)
                              : part_of(attachment.mimetype.substr(0, slash),
                                        attachment.mimetype.substr(slash + 1), attachment.content);
  g_mime_object_set_disposition(GMIME_OBJECT(part.get()), GMIME_DISPOSITION_ATTACHMENT);
  g_mime_part_set_filename(part.get(), attachment.name.c_str());
  return part;
}

bool is_header_name(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(),
                                      [](char c) { return c > 32 && c < 127 && c != ':'; });
}

std::string header_value(const OutgoingMail::Header& header) {
  if (header.mailboxes.empty()) return written_header_text(header.text);
  std::string out;
  for (const Mailbox& mailbox : header.mailboxes)
    out += (out.empty() ? "" : ",\n ") + written_mailbox(mailbox);
  return out;
}

}  // namespace

std::string build_mail(const OutgoingMail& mail) {
  start_gmime();
  const Owned<GMimeMultipart> alternative(g_mime_multipart_new_with_subtype("alternative"));
  g_mime_multipart_add(alternative.get(), GMIME_OBJECT(text_part("plain", mail.plain).get()));
  g_mime_multipart_add(alternative.get(), GMIME_OBJECT(text_part("html", mail.html).get()));
  const Owned<GMimeMultipart> mixed(g_mime_multipart_new_with_subtype("mixed"));
  g_mime_multipart_add(mixed.get(), GMIME_OBJECT(alternative.get()));
  for (const OutgoingMail::Attachment& attachment : mail.attachments)
    g_mime_multipart_add(mixed.get(), GMIME_OBJECT(attachment_part(attachment).get()));
  GMimeFormatOptions* options = g_mime_format_options_new();
  // mail programs that don't know RFC 2231 are why Odoo writes names this way
  g_mime_format_options_set_param_encoding_method(options, GMIME_PARAM_ENCODING_METHOD_RFC2047);
  g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_UNIX);
  const std::unique_ptr<char, void (*)(void*)> body(
      g_mime_object_to_string(GMIME_OBJECT(mixed.get()), options), g_free);
  g_mime_format_options_free(options);
  std::string out;
  for (const OutgoingMail::Header& header : mail.headers)
    if (is_header_name(header.name)) out += header.name + ": " + header_value(header) + "\n";
  return out + "MIME-Version: 1.0\n" + body.get();
}

}  // namespace chatterd::bridge
