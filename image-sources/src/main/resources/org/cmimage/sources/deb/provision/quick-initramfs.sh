
# From here on: cm-image's, seen only while it makes the initramfs of an image. mkinitramfs starts some 10,000 processes, most of them
# for the four things below that the shell can do itself. What it cannot, and every other use, is left to the real programs.

# cm_image_resolve PATH: like "readlink -f" for an absolute path whose last component is a directory or no link, and exists.
cm_image_resolve() {
	cm_image_back=$PWD
	if [ -d "$1" ]; then
		cd -P "$1" 2>/dev/null || return 1
		cm_image_path=$PWD
	elif [ -e "$1" ] && ! [ -L "$1" ]; then
		cd -P "${1%/*}/" 2>/dev/null || return 1
		cm_image_path=${PWD%/}/${1##*/}
	else
		return 1
	fi
	cd "$cm_image_back" 2>/dev/null || return 1
	printf '%s\n' "$cm_image_path"
}

readlink() {
	case "$#:$1:$2" in
	2:-f:/*) cm_image_resolve "$2" || command readlink "$@" ;;
	*) command readlink "$@" ;;
	esac
}

# Without following links, an absolute path that has no ".", ".." or empty component is its own answer.
realpath() {
	case "$#:$1:$2/" in
	2:-ms:*/./* | 2:-ms:*/../* | 2:-s:*/./* | 2:-s:*/../* | 2:-s:*//*) command realpath "$@" ;;
	2:-ms://*//* | 2:-ms:///*) command realpath "$@" ;;
	2:-ms://?*/) printf '%s\n' "${2#/}" ;;
	2:-ms:*//*) command realpath "$@" ;;
	2:-ms:/?*) printf '%s\n' "$2" ;;
	2:-s:/?*) if [ -e "${2%/*}/" ]; then printf '%s\n' "$2"; else command realpath "$@"; fi ;;
	*) command realpath "$@" ;;
	esac
}

mkdir() {
	if [ "$#:$1" = 2:-p ] && [ -d "$2" ]; then return 0; fi
	command mkdir "$@"
}

# The archive is packed later, with all cores. $CM_IMAGE_MARK stands before and after it.
cm_image_pack() {
	cm_image_program=$1
	shift
	cm_image_file=
	for cm_image_word in "$@"; do
		case $cm_image_word in
		-c | -q | -n | -T0 | -[0-9] | -[0-9][0-9]) ;;
		-*)
			command "$cm_image_program" "$@"
			return
			;;
		*) cm_image_file=$cm_image_word ;;
		esac
	done
	printf %s "$CM_IMAGE_MARK" &&
		if [ -n "$cm_image_file" ]; then cat "$cm_image_file"; else cat; fi &&
		printf %s "$CM_IMAGE_MARK"
}

if [ "${0##*/}" = mkinitramfs ] && [ -n "${CM_IMAGE_MARK:-}" ]; then
	gzip() { cm_image_pack gzip "$@"; }
	zstd() { cm_image_pack zstd "$@"; }
fi
