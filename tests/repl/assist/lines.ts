/** Lines as people type them, right and wrong, over all families of commands. */

/** None of these is wrong, for a server that has the command. */
export const RIGHT_LINES: readonly string[] = `
set greeting "hello world"
set session:1 abc EX 3600 NX
SET k v XX GET KEEPTTL
set k v px 1500 get
set k v exat 1893456000
get session:1
getex k persist
getex k ex 10
getdel k
getrange k 0 -1
setrange k 5 abc
append log "line\\n"
incr counter
incrby counter -5
incrbyfloat price 1.5e3
decr counter
mget a b c
mset a 1 b 2 c "3 4"
msetnx a 1 b 2
setex k 60 v
psetex k 60000 v
strlen k
lcs a b LEN
lcs a b idx minmatchlen 4 withmatchlen
substr k 0 3
setbit flags 7 1
getbit flags 7
bitcount k
bitcount k 0 -1
bitcount k 5 30 BIT
bitpos k 1
bitpos k 0 2 -1 byte
bitop and dest a b c
bitop NOT dest a
bitfield k set u8 0 255 get u8 0
bitfield k overflow sat incrby i5 #1 10 get u4 0
bitfield_ro k get i64 0
pfadd visits u1 u2
pfcount visits other
pfmerge all visits other
del a b c
unlink a
exists a a b
expire k 60
expire k 60 NX
pexpire k 1500 gt
expireat k 1893456000 xx
pexpireat k 1893456000000
ttl k
pttl k
persist k
type k
rename a b
renamenx a b
copy a b DB 1 REPLACE
move k 1
keys user:*
randomkey
touch a b
dump k
restore k 0 "\\x00\\x03abc" replace absttl
restore k 0 data idletime 10
object encoding k
object freq k
scan 0
scan 0 match user:* count 1000 type hash
sort nums
sort nums limit 0 10 desc alpha
sort l by w_* get # get o_*->name store dest
sort_ro nums alpha
lpush l a b c
rpush l a
lpushx l a
lrange l 0 -1
lpop l
rpop l 2
lindex l -1
linsert l BEFORE pivot x
llen l
lpos l a rank -1 count 0 maxlen 100
lrem l -2 a
lset l 0 x
ltrim l 0 99
lmove a b LEFT right
blmove a b left right 0.5
rpoplpush a b
brpoplpush a b 0
blpop a b 0
brpop a 1.5
lmpop 2 a b LEFT count 5
blmpop 0 1 a right
hset user:1 name Ada born 1815
hset h f ""
hmset h a 1 b 2
hget user:1 name
hmget user:1 name born
hgetall user:1
hdel user:1 name born
hexists h f
hincrby h f -1
hincrbyfloat h f 0.1
hkeys h
hlen h
hrandfield h 3 withvalues
hrandfield h
hscan h 0 match a* count 10
hsetnx h f v
hstrlen h f
hvals h
sadd tags a b c
srem tags a
smembers tags
sismember tags a
smismember tags a b
scard tags
smove a b m
spop tags 2
srandmember tags -5
sinter a b
sintercard 2 a b limit 10
sinterstore d a b
sunion a b
sunionstore d a b
sdiff a b
sdiffstore d a b
sscan tags 0 count 100
zadd board 10 ada 20 bob
zadd board nx ch 10.5 ada
zadd board xx gt incr 5 ada
zadd board -inf low +inf high
zincrby board 1.5 ada
zcard board
zcount board (10 +inf
zrange board 0 -1 withscores
zrange board (1 +inf byscore limit 0 10
zrange board [a (c bylex
zrange board 0 -1 rev
zrangestore d board 0 -1
zrangebyscore board -inf +inf withscores limit 0 5
zrevrangebyscore board +inf -inf
zrangebylex board - +
zrevrange board 0 9 withscores
zlexcount board - [c
zrank board ada
zrevrank board ada
zscore board ada
zmscore board ada bob
zrem board ada
zremrangebyrank board 0 1
zremrangebyscore board 0 (5
zremrangebylex board [a [c
zpopmin board
zpopmax board 2
bzpopmin a b 0
zmpop 1 board min count 2
bzmpop 1.5 2 a b max
zunion 2 a b weights 1 2.5 aggregate max withscores
zinterstore d 2 a b aggregate sum
zdiff 2 a b withscores
zintercard 2 a b limit 5
zrandmember board 2 withscores
zscan board 0
geoadd places 13.36 38.11 Palermo 15.08 37.50 Catania
geoadd places nx ch 1 2 x
geodist places Palermo Catania km
geohash places Palermo
geopos places Palermo
geosearch places fromlonlat 15 37 byradius 200 km asc count 3 any withdist
geosearch places frommember Palermo bybox 400 400 km withcoord withhash
geosearch places fromlonlat 1 2 byradius 5 m count 3 desc any
geosearchstore d places frommember Palermo byradius 1 m storedist
georadius places 15 37 200 km withdist withcoord count 5 asc store d
georadiusbymember places Palermo 100 km
xadd events * type login user 7
xadd events maxlen ~ 1000 * a 1
xadd events nomkstream minid = 1526919030474-0 limit 10 1526919030475-* a 1
xlen events
xrange events - + count 10
xrange events 1526985054069 +
xrevrange events + -
xread count 10 streams events 0
xread block 5000 streams a b $ 0-0
xgroup create events g $ mkstream
xgroup create events g 0
xgroup setid events g 0
xgroup createconsumer events g c
xgroup delconsumer events g c
xgroup destroy events g
xreadgroup group g c count 1 block 100 noack streams events >
xack events g 1-1 1-2
xpending events g
xpending events g - + 10
xpending events g idle 9000 - + 10 c
xclaim events g c 3600000 1-1 1-2 idle 5 retrycount 3 force justid
xautoclaim events g c 3600000 0-0 count 25 justid
xdel events 1-1
xtrim events maxlen 1000
xtrim events minid ~ 5-1 limit 10
xsetid events 5-1
xinfo stream events full count 5
xinfo groups events
xinfo consumers events g
publish news "hello"
subscribe news sport
psubscribe news.*
unsubscribe
punsubscribe news.*
spublish news hi
ssubscribe news
pubsub channels
pubsub channels new*
pubsub numsub a b
pubsub numpat
multi
exec
discard
watch a b
unwatch
eval "return redis.call('get', KEYS[1])" 1 k
eval "return 1" 0
evalsha 0123456789012345678901234567890123456789 2 a b arg
eval_ro "return 1" 0 x
script load "return 1"
script exists a b
script flush async
script kill
function list withcode
function load replace "#!lua name=x"
function flush sync
fcall f 1 k a
ping
ping hello
echo hi
auth secret
auth ada secret
hello
hello 3
hello 3 auth ada secret setname me
select 3
client list
client list type normal
client list id 1 2 3
client info
client id
client getname
client setname me
client kill 127.0.0.1:5000
client kill id 5 skipme no
client kill type pubsub
client kill addr 127.0.0.1:5000 user ada
client no-evict on
client pause 1000 write
client unpause
client reply skip
client tracking on redirect 5 prefix a prefix b bcast noloop
client tracking off
client caching yes
client unblock 5 error
client trackinginfo
reset
info
info server
info memory clients
info everything
dbsize
time
lastsave
config get maxmemory
config get *max-*-entries* maxmemory
config set maxmemory 100mb maxmemory-policy allkeys-lru
config set save ""
config resetstat
config rewrite
command
command count
command docs get set
command info get
command list filterby aclcat read
command list filterby pattern x*
command getkeys mset a 1 b 2
acl whoami
acl list
acl users
acl cat
acl cat dangerous
acl setuser ada on >secret ~cached:* +get +@read
acl setuser ada reset
acl getuser ada
acl deluser ada
acl dryrun default get k
acl genpass 128
acl log 5
acl log reset
slowlog get
slowlog get -1
slowlog len
slowlog reset
latency latest
latency history command
latency reset
latency reset command fork
latency histogram get set
latency doctor
memory usage k
memory usage k samples 5
memory stats
memory doctor
flushall
flushall async
flushdb sync
swapdb 0 1
save
bgsave schedule
bgrewriteaof
shutdown nosave
shutdown nosave now force
shutdown abort
replicaof no one
replicaof 127.0.0.1 6379
slaveof NO ONE
role
wait 1 100
failover to h 6379 force timeout 100
failover abort
monitor
debug sleep 0
debug object k
debug set-active-expire 0
lolwut
lolwut version 5 30 40
cluster info
cluster nodes
cluster slots
cluster keyslot k
cluster setslot 5 importing abc
cluster setslot 5 stable
cluster addslots 1 2 3
cluster meet 127.0.0.1 7000
cluster failover takeover
cluster reset hard
readonly
asking
module list
module load /lib/x.so a b
migrate 10.0.0.1 6379 k 0 1000 copy replace
migrate 10.0.0.1 6379 "" 0 1000 auth secret keys a b c
migrate 10.0.0.1 6379 "" 0 1000 auth2 ada secret keys a
`.trim().split("\n");

/** Each of these is refused, for what stands where `^` is. */
export const WRONG_LINES: readonly (readonly [line: string, wrong: string])[] = [
  ["gett k", "gett"],
  ["get", "get"],
  ["get a b", "b"],
  ["set k v EX ten", "ten"],
  ["set k v NX XX", "XX"],
  ["set k v ex 10 keepttl", "keepttl"],
  ["set k v foo", "foo"],
  ["set k", "set"],
  ["getex k ex 10 persist", "persist"],
  ["incrby k many", "many"],
  ["expire k soon", "soon"],
  ["expire k 10 NX GT", "GT"],
  ["expire k 10 foo", "foo"],
  ["bitcount k 0 -1 nibble", "nibble"],
  ["bitcount k a b", "a"],
  ["setbit k one 1", "one"],
  ["scan 0 matching x", "matching"],
  ["scan 0 count lots", "lots"],
  ["sort k limit a b", "a"],
  ["sort k sideways", "sideways"],
  ["copy a b c", "c"],
  ["object colour k", "colour"],
  ["lpop l one", "one"],
  ["lrange l 0", "lrange"],
  ["lrange l zero end", "zero"],
  ["linsert l beside a b", "beside"],
  ["lmove a b up down", "up"],
  ["lpos l a rank first", "first"],
  ["hset h f", "hset"],
  ["hrandfield h 1 withkeys", "withkeys"],
  ["hincrby h f x", "x"],
  ["spop s all", "all"],
  ["zadd z one a", "one"],
  ["zadd z nx gt 1 a", "gt"],
  ["zadd z nx xx 1 a", "xx"],
  ["zrange z 0 -1 withscore", "withscore"],
  ["zrange z 0 -1 limit 0", "zrange"],
  ["hset h f v g", "hset"],
  ["mset a 1 b", "mset"],
  ["zrandmember z 1 withvalues", "withvalues"],
  ["zunion 2 a b weight 1 2", "weight"],
  ["zunion 2 a b aggregate avg", "avg"],
  ["geoadd g 1 north x", "north"],
  ["geodist g a b parsec", "parsec"],
  ["geosearch g frommember m fromlonlat 1 2 byradius 1 km", "fromlonlat"],
  ["geosearch g frommember m byradius 1 league", "league"],
  ["xadd s maxlen 5 minid 1 * a 1", "minid"],
  ["xread streams2 a 0", "streams2"],
  ["xgroup make s g $", "make"],
  ["xgroup create s g $ mkstreams", "mkstreams"],
  ["xinfo stream s fully", "fully"],
  ["xlen s t", "t"],
  ["publish c", "publish"],
  ["eval x none", "none"],
  ["hello three", "three"],
  ["client reply maybe", "maybe"],
  ["client tracking perhaps", "perhaps"],
  ["client setname a b", "b"],
  ["client no-evict maybe", "maybe"],
  ["client kil 5", "kil"],
  ["config got x", "got"],
  ["config set maxmemory", "config"],
  ["acl whois", "whois"],
  ["flushall now", "now"],
  ["memory use k", "use"],
  ["memory usage k samples x", "x"],
  ["wait 1", "wait"],
  ["select zero", "zero"],
  ["swapdb 0", "swapdb"],
  ["dbsize 0", "0"],
  ["multi 1", "1"],
  ["restore k 0 x replaced", "replaced"],
  ["script flash", "flash"],
  ["cluster keyslots k", "keyslots"],
];
