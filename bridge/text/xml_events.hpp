// Reads XML documents that come from outside, on libxml2, in any encoding that Python's expat
// reads.
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

namespace chatterd::bridge {

// A document that is not well-formed, or that goes beyond what is taken.
class XmlError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What a document consists of, in its order. Texts and names are valid UTF-8; a text comes in as
// many pieces as the parser likes; names come with their prefix, as they are written.
class XmlEvents {
 public:
  virtual ~XmlEvents() = default;
  virtual void start(std::string_view name) = 0;
  virtual void text(std::string_view piece) = 0;
  virtual void end(std::string_view name) = 0;
};

// Attributes, comments and instructions are passed over. A document type is refused, for nothing
// that we read has one and entities come from there; so are elements that lie deeper than
// `depth_limit`. Throws XmlError, and whatever `events` throws.
void read_xml(std::string_view document, std::size_t depth_limit, XmlEvents& events);

// The document's text in UTF-8, without a byte order mark: UTF-8 and UTF-16 by the mark or by how
// they begin, else what the XML declaration says: ASCII, Latin-1 and the other encodings of one
// byte a character that Python knows, by all its names. Throws XmlError for others, and for bytes
// that are no characters.
std::string xml_in_utf8(std::string_view document);

}  // namespace chatterd::bridge
