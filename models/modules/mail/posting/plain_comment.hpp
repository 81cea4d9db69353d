// The call of message_post that plain_post.cpp answers.
#pragma once
#include <optional>
#include <string>

#include "models/engine/orm/model.hpp"
#include "models/engine/orm/records.hpp"

namespace chatterd {

struct Comment {
  std::string body;
  Id subtype = 0;
  Ids mentioned;  // in the order of Python's set
};

// Whether the methods that a comment goes through are those known there, and no more.
bool knows_way(const Env& env, const Model& model);
// The context of the web client, without anything that changes what is written or shown.
bool is_plain_context(const Value& context);
// The arguments, where they are those of a plain comment.
std::optional<Comment> read_comment(const Env& env, const Args& args);

}  // namespace chatterd
