#include "bridge/text/xml_events.hpp"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <exception>
#include <limits>
#include <memory>
#include <mutex>

namespace chatterd::bridge {

namespace {

// libxml2 compares each attribute of a tag with all before it, and nothing that we read has any.
constexpr std::size_t longest_tag = 16384;

// Skips to behind `mark`, or refuses.
std::size_t behind(std::string_view text, std::string_view mark, std::size_t from) {
  const std::size_t at = text.find(mark, from);
  if (at == std::string_view::npos) throw XmlError("unclosed token");
  return at + mark.size();
}

// The end of a tag; `>` may stand in the quotes of an attribute.
std::size_t behind_tag(std::string_view text, std::size_t from) {
  char quote = 0;
  const std::size_t last = std::min(text.size(), from + longest_tag);
  for (std::size_t at = from; at < last; ++at) {
    if (quote != 0) {
      if (text[at] == quote) quote = 0;
    } else if (text[at] == '"' || text[at] == '\'') {
      quote = text[at];
    } else if (text[at] == '>') {
      return at + 1;
    }
  }
  throw XmlError(last < text.size() ? "a tag is too long" : "unclosed token");
}

// What must be known before the parser begins: that no document type comes, how deep it gets, and
// that it has no more tags than a large import has.
void check_elements(std::string_view text, std::size_t depth_limit) {
  constexpr std::size_t most_tags = 4'000'000;
  std::size_t depth = 0, tags = 0;
  for (std::size_t at = 0; (at = text.find('<', at)) != std::string_view::npos;) {
    if (++tags > most_tags) throw XmlError("too many elements");
    if (text.substr(at, 4) == "<!--") {
      at = behind(text, "-->", at + 4);
    } else if (text.substr(at, 9) == "<![CDATA[") {
      at = behind(text, "]]>", at + 9);
    } else if (text.substr(at, 2) == "<!") {
      throw XmlError("document types and entities are refused");
    } else if (text.substr(at, 2) == "<?") {
      at = behind(text, "?>", at + 2);
    } else {
      const bool closes = text.substr(at, 2) == "</";
      const std::size_t end = behind_tag(text, at + 1);
      if (closes) {
        if (depth > 0) --depth;
      } else if (text[end - 2] != '/' && ++depth > depth_limit) {
        throw XmlError("elements are nested deeper than " + std::to_string(depth_limit) +
                       " levels");
      }
      at = end;
    }
  }
}

struct FreeContext {
  void operator()(xmlParserCtxt* context) const { xmlFreeParserCtxt(context); }
};

std::string_view view(const xmlChar* text) { return reinterpret_cast<const char*>(text); }

// Carries the parser's events to ours. libxml2 is C: an exception waits until it has returned.
class Bridge {
 public:
  explicit Bridge(XmlEvents& events) : events_(events) {}

  void parse(std::string_view text) {
    static std::once_flag initialised;
    std::call_once(initialised, xmlInitParser);
    if (text.size() > std::numeric_limits<int>::max()) throw XmlError("the document is too long");
    const std::unique_ptr<xmlParserCtxt, FreeContext> context(
        xmlCreateMemoryParserCtxt(text.data(), static_cast<int>(text.size())));
    if (!context) throw XmlError("no element found");
    context_ = context.get();
    // The text is UTF-8 by now, whatever its declaration says. How long texts may be is the
    // caller's business.
    xmlCtxtUseOptions(context_, XML_PARSE_HUGE | XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    *context_->sax = handlers();
    context_->userData = this;
    xmlParseDocument(context_);
    if (raised_) std::rethrow_exception(raised_);
    if (context_->wellFormed == 0) throw XmlError(complaint());
  }

 private:
  static xmlSAXHandler handlers() {
    xmlSAXHandler handler{};
    handler.initialized = 1;  // names with their prefixes: namespaces are not looked at
    handler.startElement = [](void* self, const xmlChar* name, const xmlChar**) {
      static_cast<Bridge*>(self)->pass([name](XmlEvents& events) { events.start(view(name)); });
    };
    handler.endElement = [](void* self, const xmlChar* name) {
      static_cast<Bridge*>(self)->pass([name](XmlEvents& events) { events.end(view(name)); });
    };
    handler.characters = handler.ignorableWhitespace =
        handler.cdataBlock = [](void* self, const xmlChar* text, int size) {
          const std::string_view piece(reinterpret_cast<const char*>(text),
                                       static_cast<std::size_t>(size));
          static_cast<Bridge*>(self)->pass([piece](XmlEvents& events) { events.text(piece); });
        };
    handler.getEntity = [](void*, const xmlChar* name) { return xmlGetPredefinedEntity(name); };
    handler.serror = [](void*, xmlError*) {};
    return handler;
  }

  template <class Event>
  void pass(const Event& event) {
    if (raised_) return;
    try {
      event(events_);
    } catch (...) {
      raised_ = std::current_exception();
      xmlStopParser(context_);
    }
  }

  std::string complaint() const {
    const xmlError& error = context_->lastError;
    std::string text = error.message ? error.message : "not well-formed";
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text + ": line " + std::to_string(error.line) + ", column " + std::to_string(error.int2);
  }

  XmlEvents& events_;
  xmlParserCtxt* context_ = nullptr;
  std::exception_ptr raised_;
};

}  // namespace

void read_xml(std::string_view document, std::size_t depth_limit, XmlEvents& events) {
  const std::string text = xml_in_utf8(document);
  check_elements(text, depth_limit);
  Bridge(events).parse(text);
}

}  // namespace chatterd::bridge
