# Tcl's http and tcllib's json, over JSON-RPC: see peers_test.py for what a peer does.
package require http
package require json
package require json::write
if {$argv eq "--check"} exit

fconfigure stdout -encoding utf-8
lassign $argv url db login password name
proc text {value} { json::write string $value }
proc list_of {args} { return "\[[join $args ,]\]" }
proc object_of {args} {
    set members {}
    foreach {key value} $args { lappend members "[text $key]:$value" }
    return "{[join $members ,]}"
}

# The answer's "result", or an error whose code is the kind of the failure.
proc call {service method args} {
    global url
    set body [object_of jsonrpc {"2.0"} method {"call"} id 1 params \
        [object_of service [text $service] method [text $method] args [list_of {*}$args]]]
    set token [http::geturl $url/jsonrpc -type application/json -query [encoding convertto utf-8 $body]]
    set answer [json::json2dict [encoding convertfrom utf-8 [http::data $token]]]
    http::cleanup $token
    if {[dict exists $answer error]} {
        error [dict get $answer error data exception_type]
    }
    return [dict get $answer result]
}

proc run {model method arguments {options "{}"} {secret ""}} {
    global db uid password
    if {$secret eq ""} { set secret $password }
    return [call object execute_kw [text $db] $uid [text $secret] [text $model] [text $method] $arguments $options]
}

proc tell {key value} { puts "$key=$value" }

# The codes that XML-RPC has for the same.
proc fault {script} {
    if {![catch {uplevel $script} kind]} { return none }
    return [dict get {internal_error 1 missing_error 2 access_denied 3} $kind]
}

proc read_one {model id args} {
    set fields [lmap field $args { text $field }]
    return [lindex [run $model read [list_of [list_of $id]] [object_of fields [list_of {*}$fields]]] 0]
}

tell version [dict get [call common version] server_serie]
set uid [call common authenticate [text $db] [text $login] [text $password] "{}"]
tell uid $uid
tell denied [call common authenticate [text $db] [text $login] {"wrong"} "{}"]
set id [run res.partner create [list_of [object_of name [text $name] color 2147483647 partner_latitude 1.5 \
    is_company true date {"2020-01-31"}]]]
set row [read_one res.partner $id name color partner_latitude is_company parent_id date]
tell name [dict get $row name]
tell color [dict get $row color]
tell latitude [dict get $row partner_latitude]
tell flag [dict get $row is_company]
tell none [dict get $row parent_id]
tell date [dict get $row date]
tell order [join [dict keys $row] ,]
run res.partner write [list_of [list_of $id] [object_of color -5 comment null]]
set row [read_one res.partner $id color comment]
tell negative [dict get $row color]
tell nil [dict get $row comment]
set bytes ""
for {set i 0} {$i < 256} {incr i} { append bytes [binary format c $i] }
set file [run ir.attachment create [list_of [object_of name {"bytes.bin"} datas [text [binary encode base64 $bytes]]]]]
set back [binary decode base64 [dict get [read_one ir.attachment $file datas] datas]]
tell bytes [expr {$back eq $bytes ? "same" : "other"}]
set message [run res.partner message_post [list_of [list_of $id]] [object_of body [text "<p>$name</p>"]]]
tell message [dict get [read_one mail.message $message record_name] record_name]
tell fault [fault { run res.partner nope {[]} }]
tell missing [fault { run res.partner write [list_of [list_of 99999999] [object_of name {"x"}]] }]
tell access [fault { run res.partner search [list_of {[]}] "{}" wrong }]
