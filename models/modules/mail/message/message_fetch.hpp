// Pages of messages as JSON text, by the statement of a page where that is right.
#pragma once
#include <optional>
#include <string>

#include "models/modules/mail/message/message_page.hpp"

namespace chatterd {

// What message_fetch answers for the page: the messages that the caller may read, of the first
// `limit` ones. Nothing where the ordinary search has to be made: for those who are no employees,
// whose conditions go before the limit, and where rules or modules add to the search.
std::optional<std::string> fetch_page(const Env& env, const PageKey& key);

}  // namespace chatterd
