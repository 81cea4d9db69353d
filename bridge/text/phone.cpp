#include "bridge/text/phone.hpp"

#include <phonenumbers/phonenumberutil.h>

namespace chatterd::bridge {
namespace {

using i18n::phonenumbers::PhoneNumberUtil;

const char* reason(PhoneNumberUtil::ErrorType error) {
  switch (error) {
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
      return "(0) Missing or invalid default region.";
    case PhoneNumberUtil::NOT_A_NUMBER:
      return "(1) The string supplied did not seem to be a phone number.";
    case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
      return "(2) Phone number had an IDD, but after this was not long enough to be a viable phone "
             "number.";
    case PhoneNumberUtil::TOO_SHORT_NSN:
      return "(3) The string supplied is too short to be a phone number.";
    default:
      return "(4) The string supplied is too long to be a phone number.";
  }
}

PhoneNumberUtil::PhoneNumberFormat library_format(PhoneFormat format) {
  switch (format) {
    case PhoneFormat::e164:
      return PhoneNumberUtil::E164;
    case PhoneFormat::rfc3966:
      return PhoneNumberUtil::RFC3966;
    case PhoneFormat::national:
      return PhoneNumberUtil::NATIONAL;
    default:
      return PhoneNumberUtil::INTERNATIONAL;
  }
}

}  // namespace

PhoneNumber format_phone(const std::string& number, const std::string& region, int country_prefix,
                         PhoneFormat format) {
  const PhoneNumberUtil& library = *PhoneNumberUtil::GetInstance();
  i18n::phonenumbers::PhoneNumber parsed;
  const auto error = library.ParseAndKeepRawInput(number, region.empty() ? "ZZ" : region, &parsed);
  if (error != PhoneNumberUtil::NO_PARSING_ERROR)
    return {PhoneProblem::unreadable, reason(error), {}};
  if (!library.IsPossibleNumber(parsed)) return {PhoneProblem::impossible, {}, {}};
  if (!library.IsValidNumber(parsed)) return {PhoneProblem::invalid, {}, {}};
  if (format == PhoneFormat::national && parsed.country_code() != country_prefix)
    format = PhoneFormat::international;
  PhoneNumber out;
  library.Format(parsed, library_format(format), &out.text);
  return out;
}

}  // namespace chatterd::bridge
