// Lines as COPY writes them: a line end within a text is escaped.
#include "models/migrate/core/row_spool.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include "bridge/postgres/copy_text.hpp"

namespace chatterd::migrate {

std::FILE* unnamed_file() {
  std::string name = (std::filesystem::temp_directory_path() / "chatterd-migrate-XXXXXX").string();
  const int handle = ::mkstemp(name.data());
  if (handle >= 0) ::unlink(name.c_str());
  std::FILE* file = handle < 0 ? nullptr : ::fdopen(handle, "w+");
  if (file == nullptr) throw std::runtime_error("cannot write " + name);
  return file;
}

void temporary_folder_full() {
  throw std::runtime_error("the temporary folder is full: name another one with TMPDIR");
}

void RowSpool::add(const Model& model, const Row& row) {
  Part& part = parts_[model.name];
  if (!part.file) part.file.reset(unnamed_file());
  std::string line;
  bridge::append_copy_line(line, row);
  line += '\n';
  if (std::fwrite(line.data(), 1, line.size(), part.file.get()) != line.size())
    temporary_folder_full();
  ++part.rows;
}

std::int64_t RowSpool::count(const Model& model) const {
  const auto found = parts_.find(model.name);
  return found == parts_.end() ? 0 : found->second.rows;
}

void RowSpool::read(const Model& model, const std::function<void(Row&&)>& sink) {
  const auto found = parts_.find(model.name);
  if (found == parts_.end()) return;
  std::FILE* file = found->second.file.get();
  if (std::fflush(file) != 0) temporary_folder_full();
  std::rewind(file);
  struct Line {
    char* text = nullptr;
    std::size_t room = 0;
    ~Line() { ::free(text); }
  } line;
  for (;;) {
    const ssize_t length = ::getline(&line.text, &line.room, file);
    if (length < 0) break;
    sink(bridge::parse_copy_line({line.text, static_cast<std::size_t>(length)}));
  }
  std::fseek(file, 0, SEEK_END);
}

}  // namespace chatterd::migrate
