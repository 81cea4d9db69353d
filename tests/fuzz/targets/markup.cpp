// Bodies of messages, and the addresses and links in them.
#include "models/engine/html/body_images.hpp"
#include "models/engine/html/email_text.hpp"
#include "models/engine/html/html.hpp"
#include "models/engine/html/url.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/browser_tags.hpp"

namespace chatterd::fuzz {
namespace {

// What is cleaned runs nothing in a browser.
void html_body(std::string_view input) {
  for (int flags = 0; flags < 8; ++flags) {
    html::SanitizeOptions options;
    options.sanitize_attributes = flags & 1;
    options.sanitize_style = flags & 2;
    options.strip_classes = flags & 4;
    const std::string clean = html::sanitize(input, options);
    if (const std::string found = test::what_browsers_run(clean); !found.empty()) {
      std::fprintf(stderr, "found: %s in %s\n", found.c_str(), clean.c_str());
      std::abort();
    }
  }
  answered([&] { (void)html::html2plaintext(input); });
  answered([&] { (void)html::plaintext2html(input, "div"); });
  answered([&] { (void)html::html_keep_url(input); });
  answered([&] {
    for (const auto kind :
         {html::Content::plaintext, html::Content::preserved, html::Content::html})
      (void)html::append_content_to_html(input, input, kind);
  });
  answered([&] {
    (void)html::store_data_images(
        input, [](const std::string&, const std::string&) { return std::optional("/web/1"); });
  });
  answered([&] { (void)html::replace_body_images(input, {{"a", "/b"}}, {{"c", "/d"}}); });
  answered([&] { (void)html::clean_incoming_body(std::string(input), {{"a", "b.png"}}); });
}

void address_list(std::string_view input) {
  answered([&] { (void)html::email_split_and_format(input); });
  answered([&] { (void)html::email_normalize(input); });
  answered([&] { (void)html::split_name_and_email(input); });
  answered([&] { (void)html::decode_smtp_header(input); });
  answered([&] { (void)html::decode_message_header({std::string(input), std::string(input)}); });
  (void)html::find_emails(input);
  (void)html::is_single_email(input);
  (void)html::find_message_ids(input);
}

void url(std::string_view input) {
  const std::size_t half = input.size() / 2;
  answered([&] { (void)html::urlsplit(input); });
  answered([&] {
    (void)html::urljoin(std::string(input.substr(0, half)), std::string(input.substr(half)));
  });
  (void)html::unquote_plus(input);
}

const Register body{"html_body", html_body}, addresses{"address_list", address_list},
    urls{"url", url};

}  // namespace
}  // namespace chatterd::fuzz
