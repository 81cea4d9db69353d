// Evaluates the expressions of templates: Jinja's, and Python's for QWeb. The two differ in what is
// missing: Jinja goes on with Undefined, Python fails.
#pragma once
#include <map>

#include "models/engine/templates/jinja/jinja_nodes.hpp"
#include "models/engine/templates/meter.hpp"

namespace chatterd::templates {

// Names of a part of the template; it sees those around it and sets its own.
struct Frame {
  std::map<std::string, Any> names;
  std::shared_ptr<Frame> outer;
};
using FramePtr = std::shared_ptr<Frame>;
FramePtr inside(const FramePtr& frame);

class Evaluator {
 public:
  enum class Language { jinja, python };
  explicit Evaluator(Language language) : language_(language) {}
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;
  virtual ~Evaluator() = default;

  // Throws RenderError, and what the values' objects throw.
  Any evaluate(const ExpressionPtr& expression, const FramePtr& frame);
  // Counts a step of the rendering; throws when there are too many.
  static void step() { spend(Meter::step); }

 protected:
  // The value of a name that no frame has.
  virtual Any global(const std::string& name) const = 0;
  // Texts that are put together are escaped where one is Markup.
  virtual bool autoescape() const { return false; }

  Any lookup(const std::string& name, const FramePtr& frame) const;
  Arguments collect(const CallArguments& given, const FramePtr& frame);
  // Sets the names of a loop or an assignment; more than one unpack the value.
  static void assign(const std::vector<std::string>& target, bool unpack, const Any& value,
                     Frame& frame);

 private:
  Any value_of(const Expression& e, const FramePtr& frame);
  Any compared(const Expression& e, const FramePtr& frame);
  Any concatenated(const Expression& e, const FramePtr& frame);
  Any comprehension(const Expression& e, const FramePtr& frame);
  void go_through(const Expression& e, std::size_t generator, const FramePtr& frame, List& out);

  const Language language_;
  int nested_ = 0;
  const Meter meter_;
};

}  // namespace chatterd::templates
