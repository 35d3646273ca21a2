#!/bin/sh
# Makes the databases beside this file. As root on Debian 12 with rpm, mmdebstrap, gpg and python3, in an empty directory.
set -eu
mirror=${1:?give the address of a Debian mirror}
here=$(pwd)

build() { # NAME VERSION RELEASE ARCHITECTURE PROVIDES
  {
    printf 'Name: %s\nVersion: %s\nRelease: %s\nSummary: s\nLicense: x\n' "$1" "$2" "$3"
    for i in $(seq 1 "$5"); do echo "Provides: $1-capability-$i = $i"; done
    printf '%%description\nd\n%%files\n'
  } >"$1.spec"
  rpmbuild -bb --quiet --target "$4" --define "_topdir $here/build" --define '_build_id_links none' \
    --define "_rpmdir $here/rpms" --define '_rpmfilename %%{NAME}.%%{ARCH}.rpm' "$1.spec"
}

mkdir -p rpms
build rocky-release 9.3 1.2.el9 noarch 0
build glibc 2.34 83.el9 i686 0
build glibc 2.34 83.el9 x86_64 150
build glibc 2.34 83.el9 aarch64 600
for i in 1 2 3 4 5 6 7 8; do build library$i 1.$i 1 x86_64 $((i * i)); done
gpg --export --armor --no-default-keyring --keyring /usr/share/keyrings/debian-archive-bookworm-stable.gpg >rpms/key.asc

# install ROOT BACKEND: a database in ROOT/db
install() {
  rm -rf "$1/db" "$1/rpms"
  mkdir "$1/db"
  cp -r rpms "$1/rpms"
  set -- "$1" --dbpath /db --define "_db_backend $2"
  in_root() { chroot "$@" >&2; }
  in_root "$1" rpm "$2" "$3" "$4" "$5" --import /rpms/key.asc
  in_root "$1" bash -c 'rpm "$@" --justdb -i --nodeps --ignorearch --ignoreos /rpms/*.rpm' sh "$2" "$3" "$4" "$5"
  in_root "$1" rpm "$2" "$3" "$4" "$5" --justdb -e --nodeps library3 library6
  list "$@" >packages
}

list() { # ROOT OPTION...: what rpm says
  chroot "$1" rpm "$2" "$3" "$4" "$5" -qa --qf '%{name}-%{version}-%{release}.%{arch}\n' | sed 's#[.](none)$##' | LC_ALL=C sort
}

for suite in bullseye trixie; do
  [ -d $suite ] || mmdebstrap --variant=extract --include=rpm,bash,coreutils $suite $suite "$mirror"
done
install bullseye bdb
gzip -9n <bullseye/db/Packages >Packages.gz
cp packages packages.txt
install trixie ndb
cmp packages packages.txt
gzip -9n <trixie/db/Packages.db >Packages.db.gz
install trixie sqlite
cmp packages packages.txt
# Two packages more in the log alone, one less, and a transaction that does not end.
python3 - trixie/db/rpmdb.sqlite <<'P'
import shutil, sqlite3, sys
path = sys.argv[1]
db = sqlite3.connect(path, isolation_level=None)
for (name,) in db.execute("select name from sqlite_master where type='table'").fetchall():
    if name not in ('Packages', 'sqlite_sequence'):
        db.execute(f'delete from "{name}"')
db.execute('pragma journal_mode=delete')
db.execute('vacuum')
shutil.copy(path, 'rpmdb.sqlite')
db.execute('pragma journal_mode=wal')
db.execute('pragma wal_autocheckpoint=0')
db.execute('pragma cache_size=1')
blobs = [b[0] for b in db.execute('select blob from Packages order by length(blob)')]
first = db.execute('select min(hnum) from Packages').fetchone()[0]
db.execute('begin')
db.execute('delete from Packages where hnum = ?', (first,))
db.execute('insert into Packages(blob) values (?)', (blobs[0],))
db.execute('insert into Packages(blob) values (?)', (blobs[-1],))
db.execute('commit')
db.execute('begin')
for i in range(5):
    db.execute('insert into Packages(blob) values (?)', (blobs[-2],))
shutil.copy(path, 'logged.sqlite')
shutil.copy(path + '-wal', 'logged.sqlite-wal')
db.execute('rollback')
P
rm trixie/db/rpmdb.sqlite*
cp logged.sqlite trixie/db/rpmdb.sqlite
cp logged.sqlite-wal trixie/db/rpmdb.sqlite-wal
list trixie --dbpath /db --define "_db_backend sqlite" >logged.txt
for file in rpmdb.sqlite logged.sqlite logged.sqlite-wal; do gzip -9n <$file >$file.gz; done
