// HTML and text as Odoo 13 makes them (odoo/tools/mail.py, lxml's cleaner underneath), byte for
// byte. Arguments are UTF-8; faulty bytes are read as U+FFFD. All functions are pure and
// thread-safe.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatterd::html {

// The keyword arguments of html_sanitize, with its defaults (fields.Html sets some of them).
struct SanitizeOptions {
  bool sanitize_tags = true;         // drop tags that are not known to be harmless
  bool sanitize_attributes = false;  // drop attributes that are not known to be harmless
  bool sanitize_style = false;       // keep only known style properties
  bool strip_style = false;          // drop style tags and attributes
  bool strip_classes = false;        // drop class attributes
};

// odoo.tools.html_sanitize(silent=True): never throws for its input; what lxml fails on becomes
// "<p>Unknown error when sanitizing</p>", as there. Quoted parts get data-o-mail-quote attributes.
std::string sanitize(std::string_view source, const SanitizeOptions& options = {});

// odoo.tools.html_escape, which is werkzeug 0.14's escape: & < > and ", not the apostrophe.
std::string html_escape(std::string_view text);

// odoo.tools.html2plaintext. Throws AttributeError where Odoo does: when nothing in `source` makes
// an element (only white space, only a comment).
std::string html2plaintext(std::string_view source);
// odoo.tools.plaintext2html; the container tag's name, or "" for none.
std::string plaintext2html(std::string_view text, std::string_view container_tag = {});
// odoo.tools.html_keep_url: bare URLs become links.
std::string html_keep_url(std::string_view text);

// How append_content_to_html treats its content.
enum class Content {
  plaintext,  // plaintext=True: through plaintext2html
  preserved,  // plaintext=True, preserve=True: as it is, in a <pre>
  html        // plaintext=False: without its html, head and body tags
};
// odoo.tools.append_content_to_html: before </body> or </html>, or at the end.
std::string append_content_to_html(std::string_view html, std::string_view content,
                                   Content kind = Content::plaintext,
                                   std::string_view container_tag = {});

// A picture written into a body as data:image/…;base64,… and the quote that ends the attribute.
struct DataImage {
  std::size_t offset = 0, length = 0;  // of the match in the body, in bytes
  std::string base64;                  // as written, with its line ends
  std::string filename;                // data-filename of the attribute that follows, or ""
  char quote = 0;
};
std::vector<DataImage> find_data_images(std::string_view body);

// mail.message create(): each such picture becomes the URL of a stored attachment and an alt text.
// `store` gets the attachment's name and the base64 text and answers its URL, or nothing when the
// base64 is broken: the picture is then removed. It is asked once for each different content.
using StoreImage =
    std::function<std::optional<std::string>(const std::string& name, const std::string& base64)>;
std::string store_data_images(std::string_view body, const StoreImage& store);

}  // namespace chatterd::html
