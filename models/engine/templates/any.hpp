// The values of the template language: Python's, as far as templates of e-mails meet them.
//
// Lists and dictionaries are shared by reference, as in Python. What is not a plain value (records,
// dates, functions, …) is an Object. Failing operations throw RenderError with Python's type and
// text.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace chatterd::templates {

// A template that cannot be rendered; the text is "TypeError: …", for the log.
struct RenderError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
[[noreturn]] void fail(const std::string& what);

class Any;
class Object;
using ObjectPtr = std::shared_ptr<const Object>;
using List = std::vector<Any>;

// What a name or attribute that does not exist gives: empty when printed, an error when used.
struct Undefined {
  std::string complaint;
};
struct None {};
// A str; `markup` says that it is markupsafe's Markup, which is HTML and is not escaped.
struct Text {
  std::string bytes;
  bool markup = false;
};
struct Sequence {
  std::shared_ptr<List> items;
  bool tuple = false;
};
struct Dict {
  std::shared_ptr<std::vector<std::pair<Any, Any>>> items;  // in insertion order
};

class Any {
 public:
  Any() : held_(None{}) {}
  Any(const Any&) = default;
  Any(Any&&) noexcept = default;
  Any& operator=(const Any&) = default;
  Any& operator=(Any&&) noexcept = default;
  ~Any() {
    if (as<Sequence>() || as<Dict>() || as<ObjectPtr>()) release();
  }
  Any(Undefined value) : held_(std::move(value)) {}                           // NOLINT
  Any(None) : held_(None{}) {}                                                // NOLINT
  Any(bool value) : held_(value) {}                                           // NOLINT
  Any(int value) : held_(static_cast<std::int64_t>(value)) {}                 // NOLINT
  Any(std::int64_t value) : held_(value) {}                                   // NOLINT
  Any(long long value) : held_(static_cast<std::int64_t>(value)) {}           // NOLINT
  Any(std::size_t value) : held_(static_cast<std::int64_t>(value)) {}         // NOLINT
  Any(double value) : held_(value) {}                                         // NOLINT
  Any(const char* value) : held_(Text{value}) {}                              // NOLINT
  Any(std::string value) : held_(Text{std::move(value)}) {}                   // NOLINT
  Any(Text value) : held_(std::move(value)) {}                                // NOLINT
  Any(Sequence value) : held_(std::move(value)) {}                            // NOLINT
  Any(Dict value) : held_(std::move(value)) {}                                // NOLINT
  Any(ObjectPtr value) : held_(std::move(value)) {}                           // NOLINT
  template <class T, class = std::enable_if_t<std::is_base_of_v<Object, T>>>  // a kind of object
  Any(std::shared_ptr<T> value) : held_(ObjectPtr(std::move(value))) {}       // NOLINT

  template <class T>
  const T* as() const {
    return std::get_if<T>(&held_);
  }
  // The object, when it is one of class T.
  template <class T>
  std::shared_ptr<const T> object() const {
    const ObjectPtr* held = std::get_if<ObjectPtr>(&held_);
    return held ? std::dynamic_pointer_cast<const T>(*held) : nullptr;
  }
  bool is_none() const { return as<None>() != nullptr; }
  bool is_undefined() const { return as<Undefined>() != nullptr; }
  // An int or bool as a number, or nothing.
  std::optional<std::int64_t> integer() const;
  // An int, bool or float as a number, or nothing.
  std::optional<double> number() const;

 private:
  using Held =
      std::variant<Undefined, None, bool, std::int64_t, double, Text, Sequence, Dict, ObjectPtr>;
  // Lets go of what is held one after the other: a template can nest values deeper than the stack
  // reaches.
  void release() noexcept;

  Held held_;
};

// The arguments of a call.
struct Arguments {
  List positional;
  std::vector<std::pair<std::string, Any>> named;
  // The argument at a place or of a name; nothing when it was not given.
  const Any* find(std::size_t place, std::string_view name) const;
  Any get(std::size_t place, std::string_view name, Any otherwise = {}) const;
};

class Object {
 public:
  virtual ~Object() = default;
  virtual std::string type_name() const = 0;
  virtual std::string str() const = 0;
  virtual std::string repr() const { return str(); }
  virtual bool truth() const { return true; }
  // A public attribute, or nothing when there is none.
  virtual std::optional<Any> attribute(const std::string&) const { return std::nullopt; }
  virtual std::optional<Any> item(const Any&) const { return std::nullopt; }
  virtual bool callable() const { return false; }
  virtual Any call(const Arguments&) const {
    fail("TypeError: '" + type_name() + "' object is not callable");
  }
  virtual std::optional<List> items() const { return std::nullopt; }  // what a loop goes over
  virtual bool equals(const Object& other) const { return this == &other; }
  virtual std::optional<int> compare(const Object&) const { return std::nullopt; }
  // left `op` right, where one of them is this object; nothing when it is unknown here.
  virtual std::optional<Any> operate(std::string_view, const Any&, const Any&) const {
    return std::nullopt;
  }
};

class Function : public Object {
 public:
  using Body = std::function<Any(const Arguments&)>;
  Function(std::string name, Body body) : name_(std::move(name)), body_(std::move(body)) {}
  std::string type_name() const override { return "function"; }
  std::string str() const override;
  bool callable() const override { return true; }
  Any call(const Arguments& arguments) const override { return body_(arguments); }

 private:
  std::string name_;
  Body body_;
};
Any function(std::string name, Function::Body body);

Any list_of(List items);
Any tuple_of(List items);
Any dict_of(std::vector<std::pair<Any, Any>> items);
Any markup(std::string html);

// Python's type(value).__name__, str(), repr() and bool().
std::string type_name(const Any& value);
std::string str(const Any& value);
std::string repr(const Any& value);
bool truth(const Any& value);
bool equal(const Any& a, const Any& b);
// <0, 0 or >0; throws where Python cannot compare.
int compare(const Any& a, const Any& b, std::string_view op = "<");
// What a for loop goes over: items, characters, keys. Throws TypeError "'int' object is not
// iterable".
List iterate(const Any& value);
std::size_t length(const Any& value);
bool contains(const Any& container, const Any& item);
// Where `part` begins, the first place from `from` on or the last one up to it; linear also where
// std::string's search is not.
std::size_t find_text(std::string_view text, std::string_view part, std::size_t from = 0);
std::size_t find_last_text(std::string_view text, std::string_view part,
                           std::size_t from = std::string_view::npos);
// The dictionary's value of a key, or nothing.
const Any* find_key(const Dict& dict, const Any& key);
void set_key(const Dict& dict, const Any& key, Any value);
Any call(const Any& function, const Arguments& arguments);
// Markup of a value: escaped unless it is Markup (markupsafe.escape).
std::string escape(const Any& value);

// a `op` b for + - * / // % **.
Any operate(std::string_view op, const Any& a, const Any& b);
// Python's text % values (percent_format.cpp).
std::string percent_format(const std::string& format, const Any& values);
// str.format (percent_format.cpp); no attributes or items of the values are reached, fields are {}
// {0} {name}.
std::string brace_format(const std::string& format, const Arguments& values);
// format(value, spec) for numbers and texts: "[[fill]align][sign][0][width][,][.precision][type]".
std::string format_value(const Any& value, const std::string& spec);
// A method of str, list or dict, bound to the value; nothing when there is none of that name
// (methods.cpp).
std::optional<Any> method_of(const Any& value, const std::string& name);

// No value, text or list of a template grows beyond this many bytes or items.
constexpr std::size_t largest_value = 16 << 20;
void check_size(std::size_t size);

// While it lives, one level deeper in values: they may hold themselves. Throws RecursionError.
class ValueDepth {
 public:
  ValueDepth();
  ~ValueDepth();
  ValueDepth(const ValueDepth&) = delete;
  ValueDepth& operator=(const ValueDepth&) = delete;
};

}  // namespace chatterd::templates
