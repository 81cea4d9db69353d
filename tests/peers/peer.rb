# Ruby's xmlrpc: see peers_test.py for what a peer does.
require 'xmlrpc/client'
require 'xmlrpc/config'
XMLRPC::Config.const_set(:ENABLE_NIL_CREATE, true) unless XMLRPC::Config::ENABLE_NIL_CREATE

url, db, login, password, name = ARGV.map { |text| text.dup.force_encoding('UTF-8') }
common = XMLRPC::Client.new2(url + '/xmlrpc/2/common')
object = XMLRPC::Client.new2(url + '/xmlrpc/2/object')
tell = ->(key, value) { puts "#{key}=#{value}" }
tell['version', common.call('version')['server_serie']]
uid = common.call('authenticate', db, login, password, {})
tell['uid', uid]
tell['denied', common.call('authenticate', db, login, 'wrong', {})]
run = ->(model, method, args, kwargs = {}) { object.call('execute_kw', db, uid, password, model, method, args, kwargs) }
id = run['res.partner', 'create', [{ 'name' => name, 'color' => 2147483647, 'partner_latitude' => 1.5, 'is_company' => true,
                                     'date' => XMLRPC::DateTime.new(2020, 1, 31, 10, 20, 30) }]]
row = run['res.partner', 'read', [[id]], { 'fields' => %w[name color partner_latitude is_company parent_id date] }][0]
tell['name', row['name'].force_encoding('UTF-8')]
tell['color', row['color']]
tell['latitude', row['partner_latitude']]
tell['flag', row['is_company']]
tell['none', row['parent_id']]
tell['date', row['date']]
tell['order', row.keys.join(',')]
run['res.partner', 'write', [[id], { 'color' => -5, 'comment' => nil }]]
row = run['res.partner', 'read', [[id]], { 'fields' => %w[color comment] }][0]
tell['negative', row['color']]
tell['nil', row['comment']]
bytes = (0..255).to_a.pack('C*')
file = run['ir.attachment', 'create', [{ 'name' => 'bytes.bin', 'datas' => XMLRPC::Base64.new(bytes) }]]
tell['bytes', run['ir.attachment', 'read', [[file]], { 'fields' => ['datas'] }][0]['datas'].unpack1('m') == bytes ? 'same' : 'other']
message = run['res.partner', 'message_post', [[id]], { 'body' => '<p>' + name + '</p>' }]
tell['message', run['mail.message', 'read', [[message]], { 'fields' => ['record_name'] }][0]['record_name'].force_encoding('UTF-8')]
fault = lambda do |what|
  what.call
  'none'
rescue XMLRPC::FaultException => e
  e.faultCode
end
tell['fault', fault[-> { run['res.partner', 'nope', []] }]]
tell['missing', fault[-> { run['res.partner', 'write', [[99_999_999], { 'name' => 'x' }]] }]]
tell['access', fault[-> { object.call('execute_kw', db, uid, 'wrong', 'res.partner', 'search', [[]]) }]]
