// aXMLRPC, as Debian has it (libaxmlrpc-java): see peers_test.py for what a peer does.
import de.timroes.axmlrpc.XMLRPCClient;
import de.timroes.axmlrpc.XMLRPCServerException;
import java.io.PrintStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.Map;

public class Peer {
  interface Action { void run() throws Exception; }

  static XMLRPCClient common, object;
  static String database, password;
  static Object uid;
  static final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  static void tell(String key, Object value) { out.println(key + "=" + value); }

  static Map<String, Object> values(Object... pairs) {
    Map<String, Object> made = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) made.put((String) pairs[i], pairs[i + 1]);
    return made;
  }

  static Object run(String model, String method, Object[] args, Object... more) throws Exception {
    return object.call("execute_kw", database, uid, password, model, method, args, values(more));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> read(String model, Object id, String... fields) throws Exception {
    Object[] rows = (Object[]) run(model, "read", new Object[] {new Object[] {id}}, "fields", fields);
    return (Map<String, Object>) rows[0];
  }

  static Object fault(Action what) throws Exception {
    try {
      what.run();
      return "none";
    } catch (XMLRPCServerException e) {
      return e.getErrorNr();
    }
  }

  public static void main(String[] given) throws Exception {
    database = given[1];
    password = given[3];
    String login = given[2], name = given[4];
    common = new XMLRPCClient(new URL(given[0] + "/xmlrpc/2/common"), XMLRPCClient.FLAGS_NIL);
    object = new XMLRPCClient(new URL(given[0] + "/xmlrpc/2/object"), XMLRPCClient.FLAGS_NIL);
    tell("version", ((Map<?, ?>) common.call("version")).get("server_serie"));
    uid = common.call("authenticate", database, login, password, values());
    tell("uid", uid);
    tell("denied", common.call("authenticate", database, login, "wrong", values()));
    Date date = new GregorianCalendar(2020, 0, 31, 10, 20, 30).getTime();
    Object id = run("res.partner", "create", new Object[] {values("name", name, "color", 2147483647,
        "partner_latitude", 1.5, "is_company", true, "date", date)});
    Map<String, Object> row = read("res.partner", id, "name", "color", "partner_latitude",
        "is_company", "parent_id", "date");
    tell("name", row.get("name"));
    tell("color", row.get("color"));
    tell("latitude", row.get("partner_latitude"));
    tell("flag", row.get("is_company"));
    tell("none", row.get("parent_id"));
    tell("date", row.get("date"));
    run("res.partner", "write", new Object[] {new Object[] {id}, values("color", -5, "comment", null)});
    row = read("res.partner", id, "color", "comment");
    tell("negative", row.get("color"));
    tell("nil", row.get("comment"));
    byte[] bytes = new byte[256];
    for (int i = 0; i < 256; ++i) bytes[i] = (byte) i;
    Object file = run("ir.attachment", "create", new Object[] {values("name", "bytes.bin", "datas", bytes)});
    byte[] back = Base64.getMimeDecoder().decode((String) read("ir.attachment", file, "datas").get("datas"));
    tell("bytes", Arrays.equals(bytes, back) ? "same" : "other");
    Object message = run("res.partner", "message_post", new Object[] {new Object[] {id}}, "body", "<p>" + name + "</p>");
    tell("message", read("mail.message", message, "record_name").get("record_name"));
    tell("fault", fault(() -> run("res.partner", "nope", new Object[] {})));
    tell("missing", fault(() -> run("res.partner", "write",
        new Object[] {new Object[] {99999999}, values("name", "x")})));
    tell("access", fault(() -> object.call("execute_kw", database, uid, "wrong", "res.partner", "search",
        new Object[] {new Object[] {}})));
  }
}
