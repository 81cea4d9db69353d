// What the composer makes of templates, by document id (mail.compose.message).
#pragma once
#include <map>

#include "models/engine/orm/records.hpp"

namespace chatterd {

// generate_email_for_composer: values of a template without what is empty; addresses have become
// partners. fields: a list of names, or null for all.
std::map<Id, Value> composer_values(const Env& env, Id template_id, const Ids& ids,
                                    const Value& fields = nullptr);
// render_message: subject, body, addresses and recipients of a composer for each document.
std::map<Id, Value> rendered_message(const Records& wizard, const Ids& ids);

}  // namespace chatterd
