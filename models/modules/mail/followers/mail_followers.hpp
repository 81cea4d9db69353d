// Followers of documents, for all documents at once.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "models/engine/orm/records.hpp"

namespace chatterd {

void define_mail_followers_recipients(Model& m);  // mail_followers_recipients.cpp

// New followers and their subtypes, by partner or channel.
using FollowerSubtypes = std::map<Id, Ids>;

enum class Existing { skip, replace };

// mail.followers _insert_followers with subtypes given: those who follow already are left alone, or
// get exactly the subtypes given.
void insert_followers(const Env& env, const std::string& model, const Ids& ids,
                      const FollowerSubtypes& partners, const FollowerSubtypes& channels,
                      Existing existing);
// The same with the default subtypes of the model, external ones for customers. `customers`: which
// partners are; found out where that is not known.
void insert_default_followers(const Env& env, const std::string& model, const Ids& ids,
                              const Ids& partners, const Ids& channels,
                              const Ids* customers = nullptr);
// The subtypes that new followers get by default.
FollowerSubtypes default_follower_subtypes(const Env& env, const std::string& model,
                                           const Ids& partners, const Ids* customers);

}  // namespace chatterd
