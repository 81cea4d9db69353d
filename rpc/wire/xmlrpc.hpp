// The XML-RPC codec, on bridge::read_xml. What is read is what Python's xmlrpc.client reads, and
// answers look as its do (decision 0023).
#pragma once
#include <string>
#include <string_view>

#include "models/engine/value.hpp"
#include "rpc/wire/wire_errors.hpp"

namespace chatterd::rpc {

// Deeper values than any call needs; copying and destroying them is recursive.
constexpr std::size_t xmlrpc_depth_limit = 64;

struct XmlCall {
  std::string method;
  Value params;  // an array
};

// nil is null, date-times are "YYYY-MM-DD HH:MM:SS" (as they came where they are none), base64 is a
// binary Value (its bytes decoded), integers over 64 bits are the largest ones. As in Python, what
// is no type of XML-RPC is passed over, and a value without a type is a text.
// Throws Error (internal): "xml.parsers.expat.ExpatError" for what is no XML, for document types,
// entities and nesting beyond the limit, "xmlrpc.client.ResponseError" for what is no call; and
// ValueError and TypeError for values that Python does not understand.
XmlCall parse_xml_call(std::string_view body);
// Throws TypeError for null (allow_none is off in Odoo) and OverflowError for integers over 32
// bits; characters that XML cannot hold are left out (stock writes them: its clients cannot read
// such an answer).
std::string xml_response(const Value& result);
std::string xml_fault(const Fault& fault);

}  // namespace chatterd::rpc
