<?php
// PHP's xmlrpc extension: see peers_test.py for what a peer does.
[, $url, $db, $login, $password, $name] = $argv;
const OPTIONS = ['encoding' => 'UTF-8', 'escaping' => ['markup']];

function call(string $service, string $method, array $params)
{
    global $url;
    $context = stream_context_create(['http' => ['method' => 'POST', 'header' => "Content-Type: text/xml; charset=utf-8\r\nConnection: close",
        'content' => xmlrpc_encode_request($method, $params, OPTIONS)]]);
    return xmlrpc_decode(file_get_contents("$url/xmlrpc/2/$service", false, $context), 'UTF-8');
}

function raw(string $model, string $method, array $args, array $kwargs = [])
{
    global $db, $uid, $password;
    return call('object', 'execute_kw', [$db, $uid, $password, $model, $method, $args, $kwargs]);
}

function run(string $model, string $method, array $args, array $kwargs = [])
{
    $answer = raw($model, $method, $args, $kwargs);
    if (is_array($answer) && xmlrpc_is_fault($answer)) {
        throw new Exception($answer['faultString']);
    }
    return $answer;
}

function tell(string $key, $value): void
{
    echo "$key=", is_bool($value) ? var_export($value, true) : $value, "\n";
}

function typed(string $type, string $value)
{
    xmlrpc_set_type($value, $type);
    return $value;
}

tell('version', call('common', 'version', [])['server_serie']);
$uid = call('common', 'authenticate', [$db, $login, $password, []]);
tell('uid', $uid);
tell('denied', call('common', 'authenticate', [$db, $login, 'wrong', []]));
$id = run('res.partner', 'create', [['name' => $name, 'color' => 2147483647, 'partner_latitude' => 1.5, 'is_company' => true,
    'date' => typed('datetime', '20200131T10:20:30')]]);
$row = run('res.partner', 'read', [[$id]], ['fields' => ['name', 'color', 'partner_latitude', 'is_company', 'parent_id', 'date']])[0];
tell('name', $row['name']);
tell('color', $row['color']);
tell('latitude', $row['partner_latitude']);
tell('flag', $row['is_company']);
tell('none', $row['parent_id']);
tell('date', $row['date']);
tell('order', implode(',', array_keys($row)));
run('res.partner', 'write', [[$id], ['color' => -5]]);
tell('negative', run('res.partner', 'read', [[$id]], ['fields' => ['color']])[0]['color']);
$bytes = implode('', array_map('chr', range(0, 255)));
$file = run('ir.attachment', 'create', [['name' => 'bytes.bin', 'datas' => typed('base64', $bytes)]]);
$back = run('ir.attachment', 'read', [[$file]], ['fields' => ['datas']])[0]['datas'];
tell('bytes', base64_decode($back) === $bytes ? 'same' : 'other');
$message = run('res.partner', 'message_post', [[$id]], ['body' => "<p>$name</p>"]);
tell('message', run('mail.message', 'read', [[$message]], ['fields' => ['record_name']])[0]['record_name']);
tell('fault', raw('res.partner', 'nope', [])['faultCode']);
tell('missing', raw('res.partner', 'write', [[99999999], ['name' => 'x']])['faultCode']);
$password = 'wrong';
tell('access', raw('res.partner', 'search', [[]])['faultCode']);
