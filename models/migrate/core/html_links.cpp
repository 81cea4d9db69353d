// Finds the ids of records in HTML by its few well-known forms, without parsing the text: what is
// not an id stays byte for byte.
#include <array>
#include <charconv>

#include "models/migrate/core/mapping.hpp"

namespace chatterd::migrate {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool model_letter(char c) { return (c >= 'a' && c <= 'z') || digit(c) || c == '.' || c == '_'; }

class Rewriter {
 public:
  Rewriter(std::string_view html, const Mapping& mapping) : html_(html), mapping_(mapping) {}

  std::string run() {
    while (at_ < html_.size()) {
      // Every form begins with one of these letters.
      const std::size_t next = html_.find_first_of("/d#&?", at_);
      if (next == std::string_view::npos) break;
      at_ = next;
      if (!path() && !data_attributes() && !query()) ++at_;
    }
    out_.append(html_.substr(copied_));
    return std::move(out_);
  }

 private:
  bool skip(std::string_view text) {
    if (html_.substr(at_, text.size()) != text) return false;
    at_ += text.size();
    return true;
  }

  std::string_view word() {
    const std::size_t from = at_;
    while (at_ < html_.size() && model_letter(html_[at_])) ++at_;
    return html_.substr(from, at_ - from);
  }

  // The number here, in the target's numbering.
  bool id(std::string_view model) {
    const std::size_t from = at_;
    while (at_ < html_.size() && digit(html_[at_])) ++at_;
    RecordId number = 0;
    if (at_ == from || at_ - from > 19) return false;
    std::from_chars(html_.data() + from, html_.data() + at_, number);
    if (const RecordId found = mapping_.find(model, number); found != 0 && found != number) {
      out_.append(html_.substr(copied_, from - copied_));
      out_ += std::to_string(found);
      copied_ = at_;
    }
    return true;
  }

  // /web/image/12, /web/image/res.partner/12/image_128, /mail/channel/3
  bool path() {
    const std::size_t from = at_;
    if (skip("/web/image/") || skip("/web/content/")) {
      if (at_ < html_.size() && digit(html_[at_])) return id("ir.attachment"), true;
      const std::string_view model = word();
      if (skip("/")) id(model);
      return true;
    }
    if (skip("/mail/channel/") || skip("/im_livechat/channel/")) return id("mail.channel"), true;
    at_ = from;
    return false;
  }

  // data-oe-model="res.partner" data-oe-id="12", in either order within one tag
  bool data_attributes() {
    const std::size_t from = at_;
    const bool id_first = html_.substr(at_).starts_with("data-oe-id=");
    if (!id_first && !html_.substr(at_).starts_with("data-oe-model=")) return false;
    const std::size_t tag_end = std::min(html_.find('>', at_), html_.size());
    const std::string_view tag = html_.substr(from, tag_end - from);
    const std::size_t tag_start =
        html_.rfind('<', from) == std::string_view::npos ? 0 : html_.rfind('<', from);
    const std::string_view whole = html_.substr(tag_start, tag_end - tag_start);
    const std::string model(value_in(whole, "data-oe-model="));
    const std::size_t place = tag.find("data-oe-id=");
    if (model.empty() || place == std::string_view::npos) {
      at_ = from + 8;
      return true;
    }
    at_ = from + place + std::string_view("data-oe-id=").size();
    if (at_ < html_.size() && (html_[at_] == '"' || html_[at_] == '\'')) ++at_;
    id(model);
    return true;
  }

  static std::string_view value_in(std::string_view tag, std::string_view attribute) {
    const std::size_t place = tag.find(attribute);
    if (place == std::string_view::npos) return {};
    std::size_t from = place + attribute.size();
    if (from < tag.size() && (tag[from] == '"' || tag[from] == '\'')) ++from;
    std::size_t to = from;
    while (to < tag.size() && model_letter(tag[to])) ++to;
    return tag.substr(from, to - from);
  }

  // …?model=crm.lead&res_id=12, #id=12&model=crm.lead, active_id=mail.channel_3
  bool query() {
    const char first = html_[at_];
    if (first != '#' && first != '?' && first != '&') return false;
    const std::size_t from = at_++;
    skip("amp;");
    if (skip("active_id=mail.channel_")) return id("mail.channel"), true;
    if (!skip("res_id=") && !skip("id=")) {
      at_ = from + 1;
      return true;
    }
    const std::size_t number_at = at_;
    const std::string_view model = neighbour(number_at, "model=");
    if (!model.empty()) id(model);
    return true;
  }

  // The value of a parameter of the link around `place`.
  std::string_view neighbour(std::size_t place, std::string_view parameter) const {
    static constexpr std::string_view ends = "\"'<> \n";
    const std::size_t before = html_.find_last_of(ends, place);
    const std::size_t from = before == std::string_view::npos ? 0 : before + 1;
    const std::string_view link =
        html_.substr(from, std::min(html_.find_first_of(ends, place), html_.size()) - from);
    for (std::size_t at = link.find(parameter); at != std::string_view::npos;
         at = link.find(parameter, at + 1))
      if (at > 0 && (link[at - 1] == '?' || link[at - 1] == '&' || link[at - 1] == '#' ||
                     link[at - 1] == ';'))
        return value_in(link.substr(at), parameter);
    return {};
  }

  std::string_view html_;
  const Mapping& mapping_;
  std::string out_;
  std::size_t at_ = 0, copied_ = 0;
};

}  // namespace

std::string translate_html(std::string_view html, const Mapping& mapping) {
  return Rewriter(html, mapping).run();
}

}  // namespace chatterd::migrate
