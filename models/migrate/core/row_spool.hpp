// Rows by model in temporary files, for sources that are slow to ask twice. The files have no name:
// they go with the process, however it ends.
#pragma once
#include <cstdio>
#include <functional>
#include <map>
#include <memory>

#include "models/migrate/core/records.hpp"

namespace chatterd::migrate {

// Throws std::runtime_error when the temporary folder ($TMPDIR) cannot take it.
std::FILE* unnamed_file();
[[noreturn]] void temporary_folder_full();

class RowSpool {
 public:
  // Throws std::runtime_error here and below when the temporary folder ($TMPDIR) cannot take it.
  void add(const Model& model, const Row& row);
  std::int64_t count(const Model& model) const;
  // The rows in the order in which they were added.
  void read(const Model& model, const std::function<void(Row&&)>& sink);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  struct Part {
    std::unique_ptr<std::FILE, Close> file;
    std::int64_t rows = 0;
  };
  std::map<std::string, Part> parts_;
};

}  // namespace chatterd::migrate
