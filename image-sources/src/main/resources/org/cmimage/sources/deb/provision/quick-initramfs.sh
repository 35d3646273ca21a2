
# From here on: cm-image's, seen only while it makes the initramfs of an image. mkinitramfs starts some 10,000 processes, most of them
# for the things below that the shell can do itself. What it cannot, and every other use, is left to the real programs.

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

# The firmware of one module is asked for at a time, a kmod process each. Here one process tells it of all modules of a kernel, and
# each module that has any gets a file of the same path.
cm_image_firmware=/run/cm-image-firmware

cm_image_list_firmware() {
	find "/lib/modules/$1/" -type d | sed "s#^#$cm_image_firmware#" | xargs mkdir -p &&
		find "/lib/modules/$1/" -type f -name '*.ko*' | xargs modinfo -k "$1" | awk -v top="$cm_image_firmware" '
			/^filename:/ { close(out); out = top $2 }
			/^firmware:/ { sub(/^firmware: */, ""); print >out }' &&
		: >"$cm_image_firmware/lib/modules/$1/listed"
}

modinfo() {
	case "$#:$1:$3:$4:$5" in
	5:-k:-F:firmware:/lib/modules/"$2"/*)
		if [ -f "$5" ] && { [ -e "$cm_image_firmware/lib/modules/$2/listed" ] || cm_image_list_firmware "$2"; }; then
			if [ -e "$cm_image_firmware$5" ]; then
				while read -r cm_image_line; do printf '%s\n' "$cm_image_line"; done <"$cm_image_firmware$5"
			fi
			return 0
		fi
		;;
	esac
	command modinfo "$@"
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
