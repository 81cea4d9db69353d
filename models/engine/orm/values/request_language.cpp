#include "models/engine/orm/values/request_language.hpp"

#include <utility>

namespace chatterd {
namespace {

thread_local std::string language;

}  // namespace

RequestLanguage::RequestLanguage(std::string lang)
    : before_(std::exchange(language, std::move(lang))) {}
RequestLanguage::~RequestLanguage() { language = std::move(before_); }

const std::string& RequestLanguage::current() { return language; }

}  // namespace chatterd
