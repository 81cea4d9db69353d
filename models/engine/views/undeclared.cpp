// ir_model_fields beside what is declared.
#include "models/engine/views/undeclared.hpp"

#include <vector>

namespace chatterd::views {
namespace {

std::set<std::string> undeclared_of(const Env& env, const std::set<std::string>& models) {
  std::set<std::string> declared, out;
  for (const std::string& name : models)
    if (const Model* known = env.registry().find(name))
      for (const Field* field : known->fields()) declared.insert(field->name);
  for (const bridge::Row row : env.cr().execute(bridge::Sql(
           R"sql(
               SELECT DISTINCT name
               FROM ir_model_fields
               WHERE model = ANY(%s::text[])
                 AND NOT name = ANY(%s::text[]))sql",
           {std::vector(models.begin(), models.end()),
            std::vector(declared.begin(), declared.end())})))
    out.insert(row[0].str());
  return out;
}

}  // namespace

std::shared_ptr<const std::set<std::string>> undeclared_fields(const Env& env, const Model& model) {
  return env.cached<std::set<std::string>>("undeclared fields/" + model.name(),
                                           [&] { return undeclared_of(env, {model.name()}); });
}

std::set<std::string> undeclared_around(const Env& env, const Model& model) {
  std::set<std::string> models{model.name()};
  for (const Field* field : model.fields())
    if (!field->comodel.empty()) models.insert(field->comodel);
  return undeclared_of(env, models);
}

}  // namespace chatterd::views
