// The language of the session that the running request belongs to: texts are in it where a call's
// context names none (request.env.lang in odoo/tools/translate.py).
#pragma once
#include <string>

namespace chatterd {

// While one lives, texts of this thread have this language to fall back on.
class RequestLanguage {
 public:
  explicit RequestLanguage(std::string lang);
  ~RequestLanguage();
  RequestLanguage(const RequestLanguage&) = delete;
  RequestLanguage& operator=(const RequestLanguage&) = delete;

  static const std::string& current();  // "" outside of requests

 private:
  std::string before_;
};

}  // namespace chatterd
