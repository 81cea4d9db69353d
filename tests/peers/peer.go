// Go's standard library over JSON-RPC: see peers_test.py for what a peer does. Its maps have no order.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
)

var url, db, login, password, name = os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5]
var uid interface{}

type object map[string]interface{}
type list []interface{}

func tell(key string, value interface{}) { fmt.Printf("%s=%v\n", key, value) }

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// The answer's "result", or the kind of the failure.
func call(service, method string, args ...interface{}) (interface{}, string) {
	if args == nil {
		args = list{}
	}
	body, err := json.Marshal(object{"jsonrpc": "2.0", "method": "call", "id": 1,
		"params": object{"service": service, "method": method, "args": args}})
	must(err)
	reply, err := http.Post(url+"/jsonrpc", "application/json", bytes.NewReader(body))
	must(err)
	defer reply.Body.Close()
	var answer struct {
		Result interface{} `json:"result"`
		Error  *struct {
			Data struct {
				Kind string `json:"exception_type"`
			} `json:"data"`
		} `json:"error"`
	}
	decoder := json.NewDecoder(reply.Body)
	decoder.UseNumber()
	must(decoder.Decode(&answer))
	if answer.Error != nil {
		return nil, answer.Error.Data.Kind
	}
	return answer.Result, ""
}

func runAs(secret, model, method string, args list, options object) (interface{}, string) {
	return call("object", "execute_kw", db, uid, secret, model, method, args, options)
}

func run(model, method string, args list, options object) interface{} {
	result, kind := runAs(password, model, method, args, options)
	if kind != "" {
		panic(kind)
	}
	return result
}

func readOne(model string, id interface{}, fields ...string) map[string]interface{} {
	return run(model, "read", list{list{id}}, object{"fields": fields}).([]interface{})[0].(map[string]interface{})
}

// The codes that XML-RPC has for the same.
func code(kind string) string {
	return map[string]string{"internal_error": "1", "missing_error": "2", "access_denied": "3"}[kind]
}

func main() {
	version, _ := call("common", "version")
	tell("version", version.(map[string]interface{})["server_serie"])
	uid, _ = call("common", "authenticate", db, login, password, object{})
	tell("uid", uid)
	denied, _ := call("common", "authenticate", db, login, "wrong", object{})
	tell("denied", denied)
	id := run("res.partner", "create", list{object{"name": name, "color": 2147483647, "partner_latitude": 1.5,
		"is_company": true, "date": "2020-01-31"}}, object{})
	row := readOne("res.partner", id, "name", "color", "partner_latitude", "is_company", "parent_id", "date")
	tell("name", row["name"])
	tell("color", row["color"])
	tell("latitude", row["partner_latitude"])
	tell("flag", row["is_company"])
	tell("none", row["parent_id"])
	tell("date", row["date"])
	run("res.partner", "write", list{list{id}, object{"color": -5, "comment": nil}}, object{})
	row = readOne("res.partner", id, "color", "comment")
	tell("negative", row["color"])
	tell("nil", row["comment"])
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	file := run("ir.attachment", "create", list{object{"name": "bytes.bin", "datas": all}}, object{})
	back, err := base64.StdEncoding.DecodeString(readOne("ir.attachment", file, "datas")["datas"].(string))
	must(err)
	tell("bytes", map[bool]string{true: "same", false: "other"}[bytes.Equal(back, all)])
	message := run("res.partner", "message_post", list{list{id}}, object{"body": "<p>" + name + "</p>"})
	tell("message", readOne("mail.message", message, "record_name")["record_name"])
	_, kind := runAs(password, "res.partner", "nope", list{}, object{})
	tell("fault", code(kind))
	_, kind = runAs(password, "res.partner", "write", list{list{99999999}, object{"name": "x"}}, object{})
	tell("missing", code(kind))
	_, kind = runAs("wrong", "res.partner", "search", list{list{}}, object{})
	tell("access", code(kind))
}
