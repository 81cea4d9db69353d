// Reading the proof of a call that is not complete yet.
#include "rpc/routes/strangers.hpp"

#include <nlohmann/json.hpp>

#include "models/engine/errors.hpp"
#include "rpc/wire/xmlrpc.hpp"

namespace chatterd::rpc {

namespace {

using Sax = nlohmann::json_sax<nlohmann::json>;

std::optional<ClaimedCaller> believable(const ClaimedCaller& claimed) {
  const bool complete = claimed.caller.uid > 0 && !claimed.caller.password.empty();
  return complete ? std::optional(claimed) : std::nullopt;
}

// Listens to the parser until args[2] has come, or the text ends.
class ProofReader : public Sax {
 public:
  std::optional<ClaimedCaller> proof() const { return believable(claimed_); }

  bool null() override { return item(); }
  bool boolean(bool) override { return item(); }
  bool number_integer(number_integer_t value) override { return number(value); }
  bool number_unsigned(number_unsigned_t value) override { return number(static_cast<Id>(value)); }
  bool number_float(number_float_t, const string_t&) override { return item(); }
  bool string(string_t& value) override {
    if (in_args() && items_ == 0) claimed_.database = value;
    if (in_args() && items_ == 2) {
      claimed_.caller.password = value;
      return false;
    }
    return item();
  }
  bool binary(binary_t&) override { return item(); }
  bool start_object(std::size_t) override { return open(); }
  bool key(string_t& name) override {
    if (depth_ == 1) in_params_ = name == "params";
    if (depth_ == 2) named_args_ = in_params_ && name == "args";
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  bool in_args() const { return depth_ == 3 && named_args_; }
  bool item() {
    if (in_args()) ++items_;
    return true;
  }
  bool number(Id value) {
    if (in_args() && items_ == 1) claimed_.caller.uid = value;
    return item();
  }
  bool open() {
    if (++depth_ == 3) items_ = 0;
    return true;
  }
  bool close() {
    --depth_;
    return item();
  }

  ClaimedCaller claimed_;
  int depth_ = 0;
  std::size_t items_ = 0;  // of the arguments that have come whole
  bool in_params_ = false, named_args_ = false;
};

}  // namespace

std::optional<ClaimedCaller> proof_in_json(std::string_view begin) {
  ProofReader reader;
  nlohmann::json::sax_parse(begin.begin(), begin.end(), &reader);
  return reader.proof();
}

std::optional<ClaimedCaller> proof_in_xml(std::string_view begin) {
  constexpr std::string_view opens = "<param>", closes = "</param>";
  const std::size_t first = begin.find(opens);
  std::size_t end = first;
  for (int i = 0; i < 3 && end != std::string_view::npos; ++i) {
    end = begin.find(closes, end);
    if (end != std::string_view::npos) end += closes.size();
  }
  if (first == std::string_view::npos || end == std::string_view::npos) return std::nullopt;
  const std::string call = "<methodCall><methodName>proof</methodName><params>" +
                           std::string(begin.substr(first, end - first)) + "</params></methodCall>";
  try {
    const Value params = parse_xml_call(call).params;
    if (params.size() != 3 || !params[0].is_string() || !params[1].is_number_integer() ||
        !params[2].is_string())
      return std::nullopt;
    ClaimedCaller claimed{.database = params[0].get<std::string>(), .caller = {}};
    claimed.caller.uid = params[1].get<Id>();
    claimed.caller.password = params[2].get<std::string>();
    return believable(claimed);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace chatterd::rpc
