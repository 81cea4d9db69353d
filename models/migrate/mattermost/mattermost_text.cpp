// md4c parses; the tags are written here.
#include "models/migrate/mattermost/mattermost_text.hpp"

#include <md4c.h>

#include <algorithm>
#include <vector>

namespace chatterd::migrate {
namespace {

bool name_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_';
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::string text_of(const MD_ATTRIBUTE& attribute) {
  return html_unescaped(
      std::string_view(attribute.text == nullptr ? "" : attribute.text, attribute.size));
}

class Writer {
 public:
  explicit Writer(const MattermostNames& names) : names_(names) {}

  std::string run(const std::string& text) {
    MD_PARSER parser{};
    parser.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_PERMISSIVEURLAUTOLINKS |
                   MD_FLAG_PERMISSIVEEMAILAUTOLINKS | MD_FLAG_PERMISSIVEWWWAUTOLINKS |
                   MD_FLAG_NOHTML;
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
      return of(self).block(type, detail, true);
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
      return of(self).block(type, detail, false);
    };
    parser.enter_span = [](MD_SPANTYPE type, void* detail, void* self) {
      return of(self).span(type, detail, true);
    };
    parser.leave_span = [](MD_SPANTYPE type, void* detail, void* self) {
      return of(self).span(type, detail, false);
    };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* some, MD_SIZE size, void* self) {
      return of(self).text(type, std::string_view(some, size));
    };
    if (md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, this) != 0)
      return "<p>" + html_escaped(text) + "</p>";
    flush();
    return std::move(out_);
  }

 private:
  static Writer& of(void* self) { return *static_cast<Writer*>(self); }

  void tag(const std::string& name, bool enter) { out_ += (enter ? "<" : "</") + name + ">"; }

  // Quotes and lists within each other, which may be thousands deep: readers of HTML give up long
  // before.
  bool shallow(bool enter) {
    constexpr int deepest = 40;
    return (enter ? ++depth_ : depth_--) <= deepest;
  }

  void nested(const std::string& name, bool enter) {
    if (shallow(enter)) tag(name, enter);
  }

  // Where a URL takes a mark or the bar of a table, md4c ends a span that it never began, or never
  // ends one: tags stay in pairs all the same.
  void mark(const std::string& name, bool enter) {
    if (enter) {
      marks_.push_back(name);
      return tag(name, true);
    }
    if (std::find(marks_.begin() + static_cast<std::ptrdiff_t>(marks_before_link_), marks_.end(),
                  name) == marks_.end())
      return;
    while (marks_.back() != name) end_mark();
    end_mark();
  }

  void end_mark() {
    tag(marks_.back(), false);
    marks_.pop_back();
  }

  void end_marks(std::size_t left) {
    while (marks_.size() > left) end_mark();
  }

  int block(MD_BLOCKTYPE type, void* detail, bool enter) {
    flush();
    if (links_ > 0) {
      links_ = 1;
      link(url_, false);
    }
    end_marks(0);
    switch (type) {
      case MD_BLOCK_QUOTE:
        if (shallow(enter)) out_ += enter ? quote_begin : quote_end;
        break;
      case MD_BLOCK_UL:
        nested("ul", enter);
        break;
      case MD_BLOCK_OL:
        nested("ol", enter);
        break;
      case MD_BLOCK_LI:
        nested("li", enter);
        break;
      case MD_BLOCK_HR:
        if (enter) out_ += "<hr>";
        break;
      case MD_BLOCK_H:
        tag("h" + std::to_string(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level), enter);
        break;
      case MD_BLOCK_CODE:
        code_ = enter;
        if (!enter && out_.ends_with('\n')) out_.pop_back();
        tag("pre", enter);
        break;
      case MD_BLOCK_P:
        tag("p", enter);
        break;
      case MD_BLOCK_TABLE:
        tag("table", enter);
        break;
      case MD_BLOCK_THEAD:
        tag("thead", enter);
        break;
      case MD_BLOCK_TBODY:
        tag("tbody", enter);
        break;
      case MD_BLOCK_TR:
        tag("tr", enter);
        break;
      case MD_BLOCK_TH:
        tag("th", enter);
        break;
      case MD_BLOCK_TD:
        tag("td", enter);
        break;
      default:
        break;
    }
    return 0;
  }

  int span(MD_SPANTYPE type, void* detail, bool enter) {
    flush();
    switch (type) {
      case MD_SPAN_EM:
        mark("i", enter);
        break;
      case MD_SPAN_STRONG:
        mark("b", enter);
        break;
      case MD_SPAN_DEL:
        mark("s", enter);
        break;
      case MD_SPAN_CODE:
        code_ = enter;
        mark("code", enter);
        break;
      case MD_SPAN_A:
        link(text_of(static_cast<MD_SPAN_A_DETAIL*>(detail)->href), enter);
        break;
      case MD_SPAN_IMG:  // a link: nothing is fetched from where the writer says
        link(text_of(static_cast<MD_SPAN_IMG_DETAIL*>(detail)->src), enter);
        break;
      default:
        break;
    }
    return 0;
  }

  // What is within is written first; a link within a link is its label only.
  void link(const std::string& url, bool enter) {
    if (enter) {
      if (++links_ > 1) return;
      url_ = url;
      std::swap(out_, around_);
      marks_before_link_ = marks_.size();
      return;
    }
    if (links_ == 0 || --links_ > 0) return;
    end_marks(marks_before_link_);
    marks_before_link_ = 0;
    std::swap(out_, around_);
    out_ += html_link(url, around_.empty() ? html_escaped(url) : around_);
    around_.clear();
  }

  int text(MD_TEXTTYPE type, std::string_view some) {
    if (type == MD_TEXT_NORMAL) {
      open_ += some;
      return 0;
    }
    flush();
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
      out_ += "<br>";
    else if (type == MD_TEXT_ENTITY)
      out_ += html_escaped(html_unescaped(some));
    else if (type != MD_TEXT_NULLCHAR)
      out_ += html_escaped(some);
    return 0;
  }

  // Text that md4c gave in several pieces.
  void flush() {
    if (open_.empty()) return;
    out_ += links_ > 0 || code_ ? with_emoji(html_escaped(open_)) : with_names(open_);
    open_.clear();
  }

  std::string with_names(const std::string& text) const {
    std::string out;
    std::size_t copied = 0;
    for (std::size_t at = text.find_first_of("@~"); at != std::string::npos;
         at = text.find_first_of("@~", at + 1)) {
      if (at > 0 && name_letter(text[at - 1])) continue;
      std::size_t end = at + 1;
      while (end < text.size() && name_letter(text[end])) ++end;
      // a full stop behind a name is not part of it
      std::string found;
      for (; end > at + 1 && found.empty(); --end) {
        found = (text[at] == '@' ? names_.person
                                 : names_.channel)(lower(text.substr(at + 1, end - at - 1)));
        if (!found.empty() ||
            (text[end - 1] != '.' && text[end - 1] != '-' && text[end - 1] != '_'))
          break;
      }
      if (found.empty()) continue;
      out += with_emoji(html_escaped(std::string_view(text).substr(copied, at - copied))) + found;
      copied = end;
      at = end - 1;
    }
    return out + with_emoji(html_escaped(std::string_view(text).substr(copied)));
  }

  const MattermostNames& names_;
  std::string out_, open_, around_, url_;
  std::vector<std::string> marks_;     // spans that are open, outermost first
  std::size_t marks_before_link_ = 0;  // how many of them are around the link that is being read
  int links_ = 0, depth_ = 0;
  bool code_ = false;
};

}  // namespace

std::string mattermost_html(const std::string& text, const MattermostNames& names) {
  return Writer(names).run(text);
}

}  // namespace chatterd::migrate
