// A tool of the build: writes the files of the page into a C++ source, plain and compressed, and
// makes the emoji's lists of Unicode's own data.
//   pack_page OUT.cpp UNICODE FILE...
// UNICODE: the folder share/unicode of Debian's unicode-data and unicode-cldr-core.
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <zlib.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string compress(const std::string& text) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("zlib could not start");
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("zlib failed");
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// Any bytes as a C++ string literal.
void write_literal(std::ostream& out, const std::string& bytes) {
  std::size_t column = 0;
  out << '"';
  for (const char c : bytes) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (byte >= ' ' && byte < 127 && byte != '"' && byte != '\\' && byte != '?') {
      out << c;
    } else {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\%03o", byte);
      out << escaped;
    }
    if (++column % 4000 == 0) out << "\"\n\"";
  }
  out << '"';
}

// A name and two more words that the search finds; of CLDR's annotations, by emoji.
struct Annotation {
  std::string name;
  std::vector<std::string> keywords;
};

std::string text_of(xmlNode* node) {
  xmlChar* content = xmlNodeGetContent(node);
  std::string out = reinterpret_cast<const char*>(content);
  xmlFree(content);
  return out;
}

std::string attribute(xmlNode* node, const char* name) {
  xmlChar* value = xmlGetProp(node, reinterpret_cast<const xmlChar*>(name));
  if (value == nullptr) return {};
  std::string out = reinterpret_cast<const char*>(value);
  xmlFree(value);
  return out;
}

void read_annotations(const std::string& path, std::map<std::string, Annotation>& out) {
  xmlDoc* document = xmlReadFile(path.c_str(), nullptr, XML_PARSE_NONET | XML_PARSE_NOERROR);
  if (document == nullptr) throw std::runtime_error("cannot read " + path);
  for (xmlNode* list = xmlDocGetRootElement(document)->children; list; list = list->next)
    for (xmlNode* node = list->children; node; node = node->next) {
      if (node->type != XML_ELEMENT_NODE) continue;
      const std::string emoji = attribute(node, "cp"), text = text_of(node);
      if (emoji.empty()) continue;
      Annotation& annotation = out[emoji];
      if (attribute(node, "type") == "tts") {
        annotation.name = text;
        continue;
      }
      std::istringstream words(text);
      for (std::string word; std::getline(words, word, '|');) {
        const std::size_t start = word.find_first_not_of(' '), end = word.find_last_not_of(' ');
        if (start != std::string::npos)
          annotation.keywords.push_back(word.substr(start, end + 1 - start));
      }
    }
  xmlFreeDoc(document);
}

// Without the variation selector, as CLDR writes its keys.
std::string bare(const std::string& emoji) {
  std::string out = emoji;
  for (std::size_t at; (at = out.find("\xEF\xB8\x8F")) != std::string::npos;) out.erase(at, 3);
  return out;
}

std::string described(const Annotation& annotation) {
  std::string out = annotation.name;
  int kept = 0;
  for (const std::string& word : annotation.keywords) {
    if (kept == 2) break;
    if (annotation.name.find(word) != std::string::npos) continue;
    out += '|' + word;
    ++kept;
  }
  return out + '\n';
}

// "1F44B 1F3FB": U+1F3FB to U+1F3FF change the colour of what stands before them.
bool has_skin_tone(const std::string& code_points) {
  for (const char* tone : {"1F3FB", "1F3FC", "1F3FD", "1F3FE", "1F3FF"})
    if (code_points.find(tone) != std::string::npos) return true;
  return false;
}

struct Emoji {
  std::string list, english, french;
};

// The emoji of emoji-test.txt in its order, a line each, "#" before a group's name; and for each
// line the names. Skin tones are left to the fonts: five copies of a list of hands help nobody.
Emoji read_emoji(const std::string& folder) {
  std::map<std::string, Annotation> english, french;
  for (const char* kind : {"annotations", "annotationsDerived"}) {
    read_annotations(folder + "/cldr/common/" + kind + "/en.xml", english);
    read_annotations(folder + "/cldr/common/" + kind + "/fr.xml", french);
  }
  Emoji out;
  std::istringstream lines(read(folder + "/emoji/emoji-test.txt"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# group: ")) {
      const std::string name = line.substr(9);
      if (name == "Component") continue;
      out.list += '#' + name + '\n';
      out.english += '\n';
      out.french += '\n';
      continue;
    }
    const std::size_t mark = line.find("# ");
    if (line.empty() || line[0] == '#' || line.find("; fully-qualified") == std::string::npos ||
        has_skin_tone(line.substr(0, line.find(';'))))
      continue;
    const std::string rest = line.substr(mark + 2);
    const std::string emoji = rest.substr(0, rest.find(' '));
    const auto in_english = english.find(bare(emoji)), in_french = french.find(bare(emoji));
    if (in_english == english.end() || in_french == french.end()) continue;
    if (in_english->second.name.empty() || in_french->second.name.empty()) continue;
    out.list += emoji + '\n';
    out.english += described(in_english->second);
    out.french += described(in_french->second);
  }
  if (out.list.size() < 5000) throw std::runtime_error("no emoji in " + folder);
  return out;
}

const char* type_of(const std::string& name) {
  const std::string ending = name.substr(name.rfind('.') + 1);
  if (ending == "js") return "text/javascript; charset=utf-8";
  if (ending == "css") return "text/css; charset=utf-8";
  if (ending == "html") return "text/html; charset=utf-8";
  if (ending == "svg") return "image/svg+xml";
  if (ending == "webmanifest") return "application/manifest+json";
  if (ending == "md") return "text/markdown; charset=utf-8";
  if (ending == "png") return "image/png";
  if (ending == "txt") return "text/plain; charset=utf-8";
  throw std::runtime_error("what type is " + name + "?");
}

// FNV-1a: the name under which browsers keep the files, not a proof of anything.
std::string hash_of(const std::map<std::string, std::string>& files) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const auto& [name, content] : files)
    for (const std::string& part : {name, content})
      for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  char text[20];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

void pack(int count, char** words) {
  const std::string target = words[1], unicode = words[2];
  std::map<std::string, std::string> files;
  for (int i = 3; i < count; ++i) {
    const std::string path = words[i];
    files[path.substr(path.rfind('/') + 1)] = read(path);
  }
  const Emoji emoji = read_emoji(unicode);
  files["emoji.txt"] = emoji.list;
  files["emoji.en.txt"] = emoji.english;
  files["emoji.fr.txt"] = emoji.french;
  std::ofstream out(target, std::ios::binary);
  out << "// Generated by rpc/web/pack/pack.cpp.\n#include \"rpc/web/files.hpp\"\n\n"
         "namespace chatterd::rpc {\n\nconst char* const page_hash = \""
      << hash_of(files) << "\";\n\nconst std::vector<PageFile>& page_files() {\n"
      << "  static const std::vector<PageFile> files = {\n";
  for (const auto& [name, content] : files) {
    // a picture is compressed already
    const std::string packed = name.ends_with(".png") ? "" : compress(content);
    out << "{\"" << name << "\", \"" << type_of(name) << "\", std::string_view(";
    write_literal(out, content);
    out << ", " << content.size() << "), std::string_view(";
    write_literal(out, packed);
    out << ", " << packed.size() << ")},\n";
  }
  out << "};\n  return files;\n}\n\n}  // namespace chatterd::rpc\n";
  if (!out.flush()) throw std::runtime_error("cannot write " + target);
}

}  // namespace

int main(int count, char** words) {
  try {
    if (count < 4) throw std::runtime_error("OUT.cpp UNICODE-FOLDER FILE...");
    pack(count, words);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "pack_page: " << error.what() << "\n";
    return 1;
  }
}
