// The file is mapped for reading: its pages are the system's to keep or to drop.
#include "models/migrate/chat/sorted_spool.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "bridge/postgres/copy_text.hpp"
#include "models/migrate/core/row_spool.hpp"

namespace chatterd::migrate {
namespace {

constexpr std::size_t rows_mapped = 10000;

}  // namespace

struct SortedSpool::Part {
  struct Place {
    RecordId id = 0;
    std::size_t at = 0;
  };
  std::FILE* file = unnamed_file();
  std::size_t size = 0;
  std::vector<Place> places;
  const char* text = nullptr;

  ~Part() {
    if (text != nullptr) ::munmap(const_cast<char*>(text), size);
    std::fclose(file);
  }
};

SortedSpool::SortedSpool() = default;
SortedSpool::~SortedSpool() = default;

void SortedSpool::add(const Model& model, const Row& row) {
  std::unique_ptr<Part>& part = parts_[model.name];
  if (!part) part = std::make_unique<Part>();
  std::string line;
  bridge::append_copy_line(line, row);
  line += '\n';
  if (std::fwrite(line.data(), 1, line.size(), part->file) != line.size()) temporary_folder_full();
  part->places.push_back({model.name == "reference" ? 1 : number(row.front()), part->size});
  part->size += line.size();
}

void SortedSpool::settle() {
  for (auto& [name, part] : parts_) {
    std::stable_sort(part->places.begin(), part->places.end(),
                     [](const Part::Place& a, const Part::Place& b) { return a.id < b.id; });
    if (std::fflush(part->file) != 0) temporary_folder_full();
    void* text = ::mmap(nullptr, part->size, PROT_READ, MAP_SHARED, ::fileno(part->file), 0);
    if (text == MAP_FAILED)
      throw std::runtime_error("cannot read back the temporary rows of " + name);
    part->text = static_cast<const char*>(text);
  }
}

std::int64_t SortedSpool::count(const Model& model) const {
  const auto found = parts_.find(model.name);
  return found == parts_.end() ? 0 : static_cast<std::int64_t>(found->second->places.size());
}

void SortedSpool::read(const Model& model, RecordId after,
                       const std::function<void(Row&&)>& sink) const {
  const auto found = parts_.find(model.name);
  if (found == parts_.end()) return;
  const Part& part = *found->second;
  const std::string_view text(part.text, part.size);
  auto place =
      std::upper_bound(part.places.begin(), part.places.end(), after,
                       [](RecordId id, const Part::Place& other) { return id < other.id; });
  for (std::size_t rows = 1; place != part.places.end(); ++place, ++rows) {
    sink(bridge::parse_copy_line(text.substr(place->at, text.find('\n', place->at) - place->at)));
    // what was read is not needed in this process's memory any more
    if (rows % rows_mapped == 0) ::madvise(const_cast<char*>(part.text), part.size, MADV_DONTNEED);
  }
}

}  // namespace chatterd::migrate
