# Perl's XMLRPC::Lite: see peers_test.py for what a peer does.
use strict;
use warnings;
use utf8;
use Encode qw(decode);
use MIME::Base64 qw(decode_base64);
use XMLRPC::Lite;

binmode STDOUT, ':encoding(UTF-8)';
my ($url, $db, $login, $password, $name) = map { decode('UTF-8', $_) } @ARGV;
my ($common, $object) = map { XMLRPC::Lite->proxy("$url/xmlrpc/2/$_") } qw(common object);

sub tell_it { my ($key, $value) = @_; print "$key=", $value, "\n"; return }
sub typed { my ($type, $value) = @_; return XMLRPC::Data->type($type => $value) }
sub string { return typed(string => shift) }

tell_it('version', $common->call('version')->result->{server_serie});
my $uid = $common->call('authenticate', string($db), string($login), string($password), {})->result;
tell_it('uid', $uid);
tell_it('denied', $common->call('authenticate', string($db), string($login), string('wrong'), {})->result ? 'true' : 'false');

sub raw { my ($model, $method, $args, $kwargs) = @_;
    return $object->call('execute_kw', string($db), $uid, string($password), string($model), string($method), $args, $kwargs // {}) }
sub run_it { my $som = raw(@_); die $som->faultstring if $som->fault; return $som->result }

my $id = run_it('res.partner', 'create', [{
    name => string($name), color => typed(int => 2147483647), partner_latitude => typed(double => 1.5), is_company => typed(boolean => 1),
    date => typed(dateTime => '20200131T10:20:30') }]);
my $row = run_it('res.partner', 'read', [[$id]], { fields => [qw(name color partner_latitude is_company parent_id date)] })->[0];
tell_it('name', $row->{name});
tell_it('color', $row->{color});
tell_it('latitude', $row->{partner_latitude});
tell_it('flag', $row->{is_company} ? 'true' : 'false');
tell_it('none', $row->{parent_id} ? 'true' : 'false');
tell_it('date', $row->{date});
run_it('res.partner', 'write', [[$id], { color => typed(int => -5) }]);
tell_it('negative', run_it('res.partner', 'read', [[$id]], { fields => ['color'] })->[0]{color});
my $bytes = pack 'C*', 0 .. 255;
my $file = run_it('ir.attachment', 'create', [{ name => 'bytes.bin', datas => typed(base64 => $bytes) }]);
my $back = run_it('ir.attachment', 'read', [[$file]], { fields => ['datas'] })->[0]{datas};
tell_it('bytes', decode_base64($back) eq $bytes ? 'same' : 'other');
my $message = run_it('res.partner', 'message_post', [[$id]], { body => string("<p>$name</p>") });
tell_it('message', run_it('mail.message', 'read', [[$message]], { fields => ['record_name'] })->[0]{record_name});
tell_it('fault', raw('res.partner', 'nope', [])->faultcode);
tell_it('missing', raw('res.partner', 'write', [[99_999_999], { name => 'x' }])->faultcode);
$password = 'wrong';
tell_it('access', raw('res.partner', 'search', [[]])->faultcode);
