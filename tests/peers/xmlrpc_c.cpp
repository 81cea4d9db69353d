// A program in C++ that links xmlrpc-c: see peers_test.py for what a peer does.
#include <xmlrpc-c/base.h>
#include <xmlrpc-c/client.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

xmlrpc_env env;
std::string url, db, login, password, name;
int uid = 0;

void tell(const char* key, const std::string& value) { std::printf("%s=%s\n", key, value.c_str()); }

void check() {
  if (!env.fault_occurred) return;
  std::fprintf(stderr, "%d %s\n", env.fault_code, env.fault_string);
  std::exit(1);
}

xmlrpc_value* ok(xmlrpc_value* value) {
  check();
  return value;
}

xmlrpc_value* raw(const std::string& with, const char* model, const char* method,
                  xmlrpc_value* args, xmlrpc_value* kwargs) {
  const std::string service = url + "/xmlrpc/2/object";
  return xmlrpc_client_call(&env, service.c_str(), "execute_kw", "(sisssAS)", db.c_str(), uid,
                            with.c_str(), model, method, args, kwargs);
}

xmlrpc_value* run(const char* model, const char* method, xmlrpc_value* args,
                  xmlrpc_value* kwargs = nullptr) {
  check();
  return ok(raw(password, model, method, args, kwargs ? kwargs : xmlrpc_struct_new(&env)));
}

int number(xmlrpc_value* value) {
  int out = 0;
  xmlrpc_read_int(&env, value, &out);
  check();
  return out;
}

bool flag(xmlrpc_value* value) {
  xmlrpc_bool out = 0;
  xmlrpc_read_bool(&env, value, &out);
  check();
  return out != 0;
}

std::string text(xmlrpc_value* value) {
  std::size_t size = 0;
  const char* out = nullptr;
  xmlrpc_read_string_lp(&env, value, &size, &out);
  check();
  return {out, size};
}

xmlrpc_value* member(xmlrpc_value* object, const char* key) {
  xmlrpc_value* out = nullptr;
  xmlrpc_struct_find_value(&env, object, key, &out);
  check();
  return out;
}

xmlrpc_value* first(xmlrpc_value* list) {
  xmlrpc_value* out = nullptr;
  xmlrpc_array_read_item(&env, list, 0, &out);
  check();
  return out;
}

const char* told(bool value) { return value ? "true" : "false"; }

void tell_fault(const char* key, const std::string& with, const char* method, xmlrpc_value* args) {
  raw(with, "res.partner", method, args, xmlrpc_struct_new(&env));
  tell(key, std::to_string(env.fault_occurred ? env.fault_code : 0));
  xmlrpc_env_clean(&env);
  xmlrpc_env_init(&env);
}

}  // namespace

int main(int count, char** words) {
  if (count < 6) return 2;
  url = words[1], db = words[2], login = words[3], password = words[4], name = words[5];
  xmlrpc_env_init(&env);
  xmlrpc_client_init2(&env, XMLRPC_CLIENT_NO_FLAGS, "peer", "1", nullptr, 0);
  check();
  const std::string common = url + "/xmlrpc/2/common";
  tell("version",
       text(member(ok(xmlrpc_client_call(&env, common.c_str(), "version", "()")), "server_serie")));
  uid = number(ok(xmlrpc_client_call(&env, common.c_str(), "authenticate", "(sssS)", db.c_str(),
                                     login.c_str(), password.c_str(), xmlrpc_struct_new(&env))));
  tell("uid", std::to_string(uid));
  tell("denied",
       told(flag(ok(xmlrpc_client_call(&env, common.c_str(), "authenticate", "(sssS)", db.c_str(),
                                       login.c_str(), "wrong", xmlrpc_struct_new(&env))))));
  const int id = number(run(
      "res.partner", "create",
      xmlrpc_build_value(&env, "({s:s,s:i,s:d,s:b,s:8})", "name", name.c_str(), "color", 2147483647,
                         "partner_latitude", 1.5, "is_company", 1, "date", "20200131T10:20:30")));
  xmlrpc_value* row =
      first(run("res.partner", "read", xmlrpc_build_value(&env, "((i))", id),
                xmlrpc_build_value(&env, "{s:(ssssss)}", "fields", "name", "color",
                                   "partner_latitude", "is_company", "parent_id", "date")));
  tell("name", text(member(row, "name")));
  tell("color", std::to_string(number(member(row, "color"))));
  double latitude = 0;
  xmlrpc_read_double(&env, member(row, "partner_latitude"), &latitude);
  tell("latitude", latitude == 1.5 ? "1.5" : std::to_string(latitude));
  tell("flag", told(flag(member(row, "is_company"))));
  tell("none", told(flag(member(row, "parent_id"))));
  tell("date", text(member(row, "date")));
  std::string order;
  for (int i = 0; i < xmlrpc_struct_size(&env, row); ++i) {
    xmlrpc_value *key = nullptr, *value = nullptr;
    xmlrpc_struct_read_member(&env, row, static_cast<unsigned>(i), &key, &value);
    order += (order.empty() ? "" : ",") + text(key);
  }
  tell("order", order);
  run("res.partner", "write",
      xmlrpc_build_value(&env, "((i){s:i,s:n})", id, "color", -5, "comment"));
  row = first(run("res.partner", "read", xmlrpc_build_value(&env, "((i))", id),
                  xmlrpc_build_value(&env, "{s:(ss)}", "fields", "color", "comment")));
  tell("negative", std::to_string(number(member(row, "color"))));
  tell("nil", told(flag(member(row, "comment"))));
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  const int file = number(run("ir.attachment", "create",
                              xmlrpc_build_value(&env, "({s:s,s:6})", "name", "bytes.bin", "datas",
                                                 bytes.data(), bytes.size())));
  const std::string back =
      text(member(first(run("ir.attachment", "read", xmlrpc_build_value(&env, "((i))", file),
                            xmlrpc_build_value(&env, "{s:(s)}", "fields", "datas"))),
                  "datas"));
  tell("bytes", back.starts_with("AAECAwQFBgcICQ") && back.size() == 344 ? "same" : "other");
  const std::string body = "<p>" + name + "</p>";
  const int message =
      number(run("res.partner", "message_post", xmlrpc_build_value(&env, "((i))", id),
                 xmlrpc_build_value(&env, "{s:s}", "body", body.c_str())));
  tell("message",
       text(member(first(run("mail.message", "read", xmlrpc_build_value(&env, "((i))", message),
                             xmlrpc_build_value(&env, "{s:(s)}", "fields", "record_name"))),
                   "record_name")));
  tell_fault("fault", password, "nope", xmlrpc_build_value(&env, "()"));
  tell_fault("missing", password, "write",
             xmlrpc_build_value(&env, "((i){s:s})", 99999999, "name", "x"));
  tell_fault("access", "wrong", "search", xmlrpc_build_value(&env, "(())"));
  xmlrpc_client_cleanup();
}
