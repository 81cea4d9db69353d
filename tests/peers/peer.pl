# Perl's RPC::XML: see peers_test.py for what a peer does.
use strict;
use warnings;
use utf8;
use Encode qw(decode);
use MIME::Base64 qw(decode_base64);
use RPC::XML;
use RPC::XML::Client;

$RPC::XML::ENCODING = 'utf-8';
$RPC::XML::ALLOW_NIL = 1;
binmode STDOUT, ':encoding(UTF-8)';
my ($url, $db, $login, $password, $name) = map { decode('UTF-8', $_) } @ARGV;
my $common = RPC::XML::Client->new("$url/xmlrpc/2/common");
my $object = RPC::XML::Client->new("$url/xmlrpc/2/object");

sub tell_it { my ($key, $value) = @_; print "$key=", $value, "\n"; return }
sub string { return RPC::XML::string->new(shift) }
my %credentials;

sub answer {
    my ($client, @call) = @_;
    my $response = $client->send_request(@call);
    die "no answer: $response" unless ref $response;
    return $response;
}
my $version = answer($common, 'version')->value;
tell_it('version', $version->{server_serie});
my $uid = answer($common, 'authenticate', string($db), string($login), string($password), {})->value;
tell_it('uid', $uid);
tell_it('denied', answer($common, 'authenticate', string($db), string($login), string('wrong'), {})->value ? 'true' : 'false');

sub raw { my ($model, $method, $args, $kwargs) = @_;
    return answer($object, 'execute_kw', string($db), RPC::XML::int->new($uid), string($password), string($model), string($method), $args, $kwargs // {}) }
sub run_it { my $response = raw(@_); die $response->string if $response->is_fault; return $response->value }
sub ids { return RPC::XML::array->new(map { RPC::XML::int->new($_) } @_) }

my $id = run_it('res.partner', 'create', [{
    name => string($name), color => RPC::XML::int->new(2147483647), partner_latitude => RPC::XML::double->new(1.5),
    is_company => RPC::XML::boolean->new('true'), date => RPC::XML::datetime_iso8601->new('20200131T10:20:30') }]);
my $row = run_it('res.partner', 'read', [ids($id)], { fields => [map { string($_) } qw(name color partner_latitude is_company parent_id date)] })->[0];
tell_it('name', $row->{name});
tell_it('color', $row->{color});
tell_it('latitude', $row->{partner_latitude});
tell_it('flag', $row->{is_company} ? 'true' : 'false');
tell_it('none', $row->{parent_id} ? 'true' : 'false');
tell_it('date', $row->{date});
run_it('res.partner', 'write', [ids($id), { color => RPC::XML::int->new(-5), comment => RPC::XML::nil->new }]);
$row = run_it('res.partner', 'read', [ids($id)], { fields => [map { string($_) } qw(color comment)] })->[0];
tell_it('negative', $row->{color});
tell_it('nil', $row->{comment} ? 'true' : 'false');
my $bytes = pack 'C*', 0 .. 255;
my $file = run_it('ir.attachment', 'create', [{ name => string('bytes.bin'), datas => RPC::XML::base64->new($bytes) }]);
my $back = run_it('ir.attachment', 'read', [ids($file)], { fields => [string('datas')] })->[0]{datas};
tell_it('bytes', decode_base64($back) eq $bytes ? 'same' : 'other');
my $message = run_it('res.partner', 'message_post', [ids($id)], { body => string("<p>$name</p>") });
tell_it('message', run_it('mail.message', 'read', [ids($message)], { fields => [string('record_name')] })->[0]{record_name});
tell_it('fault', raw('res.partner', 'nope', [])->value->{faultCode});
tell_it('missing', raw('res.partner', 'write', [ids(99_999_999), { name => string('x') }])->value->{faultCode});
$password = 'wrong';
tell_it('access', raw('res.partner', 'search', [[]])->value->{faultCode});
