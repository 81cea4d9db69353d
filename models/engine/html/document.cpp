// Parsing and serialising with the calls, encodings and options that lxml 4.9 gives libxml2.
#include <libxml/HTMLparser.h>
#include <libxml/HTMLtree.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlsave.h>

#include <cstring>
#include <memory>
#include <mutex>
#include <utility>

#include "models/engine/errors.hpp"
#include "models/engine/html/python_text.hpp"
#include "models/engine/html/tree.hpp"

namespace chatterd::html {
namespace {

const xmlChar* chars(const char* text) { return reinterpret_cast<const xmlChar*>(text); }

// The text as CPython keeps it in memory, and libxml2's name for that: lxml hands that memory over,
// and libxml2's own decoding shows in the result (its limits, its treatment of faults).
class Encoded {
 public:
  explicit Encoded(std::string_view text) : bytes_(text) {
    if (is_ascii(text)) return;
    const std::u32string characters = decode(text);
    const char32_t highest = *std::max_element(characters.begin(), characters.end());
    const int width = highest < 0x100 ? 1 : highest < 0x10000 ? 2 : 4;
    if (width > 1) encoding_ = width == 2 ? "UTF-16LE" : "UCS-4LE";
    storage_.reserve(characters.size() * static_cast<std::size_t>(width));
    for (const char32_t c : characters)
      for (int shift = 0; shift < 8 * width; shift += 8)
        storage_ += static_cast<char>(c >> shift & 0xFF);
    bytes_ = storage_;
  }
  Encoded(const Encoded&) = delete;
  Encoded& operator=(const Encoded&) = delete;

  std::string_view bytes() const { return bytes_; }
  const char* encoding() const { return encoding_; }

 private:
  std::string storage_;
  std::string_view bytes_;
  const char* encoding_ = "ISO-8859-1";
};

// lxml refuses a str that starts with an XML declaration naming an encoding:
// ^(<\?xml[^>]+)\s+encoding\s*=\s*["'][^"']*["'](\s*\?>|)
bool declares_encoding(std::string_view text) {
  if (!text.starts_with("<?xml")) return false;
  const std::string_view head = text.substr(0, text.find('>'));
  // [^>]+ takes a character at least, then comes white space.
  for (std::size_t at = 6; (at = head.find("encoding", at)) != std::string_view::npos; ++at) {
    std::size_t before = at;
    while (before > 6 && (static_cast<unsigned char>(text[before - 1]) & 0xC0) == 0x80) --before;
    if (before <= 6 || space_at(text, before - 1) == 0) continue;
    std::size_t value = skip_spaces(text, at + 8);
    if (value >= text.size() || text[value] != '=') continue;
    value = skip_spaces(text, value + 1);
    if (value >= text.size() || (text[value] != '"' && text[value] != '\'')) continue;
    if (text.find_first_of("\"'", value + 1) != std::string_view::npos) return true;
  }
  return false;
}

// libxml2 compares each attribute of a tag with all before it: a mail full of tags with thousands
// would take minutes, and no page has as many. The one limit that stock Odoo does not have.
constexpr int most_attributes = 500;

// The offset behind a tag's attributes, from behind its "<"; counts them.
std::size_t skip_attributes(std::string_view text, std::size_t at, int& count) {
  constexpr std::string_view between_attributes = " \t\r\n\f/";
  while ((at = text.find_first_of("> \t\r\n\f/", at)) != std::string_view::npos) {
    at = text.find_first_not_of(between_attributes, at);
    if (at == std::string_view::npos || text[at] == '>') break;
    ++count;
    const std::size_t name_end = text.find_first_of("=> \t\r\n\f/", at + 1);
    if (name_end == std::string_view::npos) break;
    const std::size_t equals = text.find_first_not_of(" \t\r\n\f", name_end);
    at = name_end;
    if (equals == std::string_view::npos || text[equals] != '=') continue;
    at = text.find_first_not_of(" \t\r\n\f", equals + 1);
    if (at == std::string_view::npos) break;
    if (text[at] == '"' || text[at] == '\'') at = text.find(text[at], at + 1);
  }
  return std::min(at, text.size());
}

bool has_too_many_attributes(std::string_view text) {
  if (text.size() < most_attributes * 2) return false;
  for (std::size_t at = 0; (at = text.find('<', at)) != std::string_view::npos;) {
    if (++at == text.size() ||
        !(is_word(static_cast<unsigned char>(text[at]) & 0x7Fu) || text[at] == ':'))
      continue;
    int count = 0;
    at = skip_attributes(text, at, count);
    if (count > most_attributes) return true;
  }
  return false;
}

void ignore_error(void*, xmlError*) {}

struct FreeContext {
  void operator()(xmlParserCtxt* context) const { htmlFreeParserCtxt(context); }
};

struct FreeXmlContext {
  void operator()(xmlParserCtxt* context) const { xmlFreeParserCtxt(context); }
};

struct CloseOutput {
  void operator()(xmlOutputBuffer* output) const { xmlOutputBufferClose(output); }
};
using Output = std::unique_ptr<xmlOutputBuffer, CloseOutput>;

std::string taken(xmlOutputBuffer* output) {
  xmlOutputBufferFlush(output);
  if (output->error) throw ValueError("serialisation failed");
  xmlBuf* buffer = output->conv ? output->conv : output->buffer;
  return {reinterpret_cast<const char*>(xmlBufContent(buffer)), xmlBufUse(buffer)};
}

Output new_output(xmlCharEncodingHandler* encoder) {
  Output output(xmlAllocOutputBuffer(encoder));
  if (!output) throw std::bad_alloc();
  return output;
}

}  // namespace

Document::Document(std::string_view text, Syntax syntax) {
  static std::once_flag initialised;
  std::call_once(initialised, xmlInitParser);
  if (declares_encoding(text))
    throw ValueError(
        "Unicode strings with encoding declaration are not supported. Please use bytes input or "
        "XML fragments without declaration.");
  if (has_too_many_attributes(text)) throw ValueError("Too many attributes in a tag");
  syntax == Syntax::html ? parse_html(text) : parse_xml(text);
  if (!doc_->encoding) doc_->encoding = xmlStrdup(chars("UTF-8"));
}

void Document::parse_html(std::string_view text) {
  const Encoded input(text);
  const std::unique_ptr<xmlParserCtxt, FreeContext> context(htmlNewParserCtxt());
  if (!context) throw std::bad_alloc();
  // As lxml sets it up: structured errors only, and no CDATA nodes.
  context->sax->initialized = XML_SAX2_MAGIC;
  context->sax->serror = ignore_error;
  context->sax->startElementNs = nullptr;
  context->sax->endElementNs = nullptr;
  context->sax->cdataBlock = nullptr;
  doc_ = htmlCtxtReadMemory(context.get(), input.bytes().data(),
                            static_cast<int>(input.bytes().size()), nullptr, input.encoding(),
                            HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_COMPACT);
  if (!doc_) throw ValueError("Document is not well formed");
}

void Document::parse_xml(std::string_view text) {
  const std::unique_ptr<xmlParserCtxt, FreeXmlContext> context(xmlNewParserCtxt());
  if (!context) throw std::bad_alloc();
  context->sax->initialized = XML_SAX2_MAGIC;
  context->sax->serror = ignore_error;
  doc_ = xmlCtxtReadMemory(context.get(), text.data(), static_cast<int>(text.size()), nullptr,
                           "UTF-8", XML_PARSE_NOCDATA | XML_PARSE_NONET | XML_PARSE_COMPACT);
  if (doc_ && xmlDocGetRootElement(doc_)) return;
  std::string complaint =
      context->lastError.message ? context->lastError.message : "Document is empty";
  while (!complaint.empty() && complaint.back() == '\n') complaint.pop_back();
  xmlFreeDoc(std::exchange(doc_, nullptr));
  throw XmlSyntaxError(complaint + ", line " + std::to_string(context->lastError.line) +
                       ", column " + std::to_string(context->lastError.int2));
}

Document::~Document() {
  for (xmlNode* node : buried_) xmlFreeNode(node);
  xmlFreeDoc(doc_);
}

xmlNode* Document::root() const { return xmlDocGetRootElement(doc_); }

std::string to_html(const Document& doc, xmlNode* node) {
  const Output output = new_output(nullptr);
  htmlNodeDumpFormatOutput(output.get(), doc.get(), node, nullptr, 0);
  for (xmlNode* tail = node->next; tail && is_text(tail); tail = tail->next)
    htmlNodeDumpFormatOutput(output.get(), doc.get(), tail, nullptr, 0);
  return taken(output.get());
}

std::string to_xml(const Document& doc, xmlNode* node) {
  const Output output = new_output(xmlFindCharEncodingHandler("utf-8"));
  if (node == doc.root()) {
    xmlNodeDumpOutput(output.get(), doc.get(), node, 0, 0, "utf-8");
    return taken(output.get());
  }
  // lxml writes a copy of what is below, which shares the children. That shows: for XHTML libxml2
  // goes on behind a node whose children name another parent.
  xmlNode* copy = xmlCopyNode(node, 2);
  if (!copy) throw std::bad_alloc();
  copy->parent = node->parent;
  copy->children = node->children;
  copy->last = node->last;
  xmlNodeDumpOutput(output.get(), doc.get(), copy, 0, 0, "utf-8");
  copy->children = copy->last = copy->parent = nullptr;
  xmlFreeNode(copy);
  for (xmlNode* tail = node->next; tail && is_text(tail); tail = tail->next)
    xmlNodeDumpOutput(output.get(), doc.get(), tail, 0, 0, "utf-8");
  return taken(output.get());
}

}  // namespace chatterd::html
