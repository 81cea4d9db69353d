# Tcl's xmlrpc: see peers_test.py for what a peer does.
package require xmlrpc
fconfigure stdout -encoding utf-8
lassign $argv url db login password name
regexp {^http://([^:]+):(\d+)} $url -> host port

proc tell_it {key value} { puts "$key=$value" }
proc call {service method params} {
    global host port
    # its own client counts characters where HTTP counts bytes
    set response [xmlrpc::call "http://$host:$port" "/xmlrpc/2/$service" $method $params]
    return [lindex [lindex $response 1] 0]
}
tell_it version [dict get [lindex [call common version {}] 0] server_serie]
