"""Words in a shop's own column that exclude a row ("not this one"): void, canceled, on hold, returned, not shipped.

A cell excludes its row if it contains such a word and otherwise only words that add nothing: ``Label voided`` and ``On
hold - not shipped`` do, ``customer returned call`` and ``not voided`` do not. A column whose heading is such a word
excludes rows with ``Y``, and a column with the heading ``Shipped`` excludes rows with ``N``.
"""

import re
from functools import cache

from schemas.near_headings import words

# In files of these kinds every row is itself a cancellation or a return, so the words for that exclude nothing there.
CANCELLATION, ADJUSTMENT = "order-cancellation", "order-adjustment"
_ALWAYS = """
    void voided voiding hold held onhold rejected declined withdrawn revoked stopped blocked skip skipped ungültig
    gesperrt zurückgestellt wstrzymane
"""
_NOT_SENT = """
    cancel canceled cancelled canceling cancelling cancellation canc cncl returned refunded deleted aborted
    annulled storniert annulliert abgebrochen gelöscht retourniert zurückgesendet annulé annulée annulés supprimé
    retourné retournée anulado anulada cancelado cancelada devuelto devuelta annullato annullata stornato stornata
    cancellato restituito devolvido devolvida geannuleerd geretourneerd anulowano anulowane anulowany zwrócone
    makulerad annullerad avbruten returnerad annulleret kansellert iptal iade zrušeno storno stornováno unshipped
    undispatched отменён отменен отменено отмена аннулирован аннулировано возврат
"""
_ALONE = frozenset("return retoure retour rts dns".split())
_PHRASES_ALWAYS = ("on hold", "en attente", "en espera", "in attesa", "in de wacht", "in wartestellung")
_PHRASES_NOT_SENT = (
    "not shipped", "not sent", "not dispatched", "not despatched", "not fulfilled", "not posted", "not yet shipped",
    "not yet sent", "do not ship", "do not send", "don t ship", "don t send", "dont ship", "dont send", "never shipped",
    "nicht versendet", "nicht versandt", "nicht verschickt", "nicht senden", "nicht versenden", "noch nicht versendet",
    "non expédié", "non expédiée", "non envoyé", "pas expédié", "ne pas expédier", "ne pas envoyer", "no enviado",
    "no enviar", "no despachado", "non spedito", "non spedire", "não enviado", "não enviar", "niet verzonden",
    "niet verzenden", "nie wysłano", "nie wyslano", "nie wysyłać", "ej skickad", "inte skickad",
    "ikke sendt", "iptal edildi",
)  # fmt: skip
_DO_NOT = {
    CANCELLATION: ("do not cancel", "don t cancel", "dont cancel", "nicht stornieren", "ne pas annuler", "no cancelar"),
    ADJUSTMENT: (
        "do not refund",
        "don t refund",
        "dont refund",
        "nicht erstatten",
        "ne pas rembourser",
        "no reembolsar",
    ),
}
_ADDING_NOTHING = frozenset(
    """
    label labels order orders shipment shipments package parcel item items line row status is was were has have
    been be being already by the a an to of for from in at sender seller shop buyer customer client carrier ups
    usps dhl fedex and shipped yes now today please per on request requested due tracking number this entire whole
    awaiting payment out stock until further notice das der die bestellung sendung wurde ist vom kunden kunde
    etikett auftrag commande client pedido cliente ordine bestelling wordt
    """.split()
)
_SIGNS_ALWAYS = "作废 作廢 已作废 已作廢 無効 无效 無效 保留 保留中 撤回 却下 驳回 駁回 搁置 挂起 暂停 暫停 보류"
_SIGNS_NOT_SENT = """
    取消 取消し 取り消し 取消済 取消済み 取消完了 已取消 キャンセル キャンセル済 キャンセル済み キャンセル完了
    注文取消 注文キャンセル 訂單取消 订单取消 订单已取消 废单 出荷保留 出荷停止 発送停止 発送保留 発送中止
    出荷中止 中止 停止 返品 返品済 返品済み 退货 退貨 已退货 已退貨 退回 已退回 退款 已退款 拦截 已拦截 攔截
    已攔截 暂停发货 未出荷 未発送 未发货 未發貨 未发出 不发货 不發貨 勿发 勿發 请勿发货 請勿發貨 出荷不可
    発送不可 취소 취소됨 주문취소 발송취소 반품 미발송 미출고
"""
_AROUND = re.compile(r"[\s、,;:：；/|・()（）\[\]【】「」.。!！-]+")
_FLAG_SIGNS = "取消 キャンセル 作废 作廢 無効 保留 停止 出荷停止 出荷保留 发货拦截".split()
_SENT_SIGNS = "出荷済 出荷済み 発送済 発送済み 已发货 已發貨 出荷 発送".split()
_DEADLINE = re.compile(r"\bcancel (by|before|until|if)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:!(/]|\s[-–—]+\s")
_FLAG_ENDS = re.compile("(フラグ|区分|標識|标记|标志|標誌|状态|flg|flag|是否)", re.IGNORECASE)
_FLAGS_ALWAYS = frozenset(
    "void voided hold held onhold skip skipped exclude excluded ignore ignored blocked stopped".split()
)
_FLAGS_NOT_SENT = frozenset(
    "cancel canceled cancelled cancellation returned deleted storno storniert annulé annulée anulado annullato "
    "cancelado geannuleerd".split()
)
_SENT = frozenset(
    "shipped sent dispatched despatched fulfilled posted ship send include included versendet versandt verschickt "
    "expedie envoye enviado spedito".split()
)
_OF_FLAGS = frozenset(
    "indicator ind flag is has been order shipment label package item items status yn y n row line the on was marked "
    "do".split()
)
YES = frozenset(
    "y yes true t 1 1.0 x ✓ ✔ ☑ on ja j si sí oui sim はい 有 是 ○ ● 真 wahr vrai verdadero vero 済 evet tak".split()
)
NO = frozenset(
    "n no false f 0 0.0 off nein non não nao nee nie いいえ 否 × ✗ ✘ 未 無 无 falsch faux falso hayır".split()
)
LONGEST = 60
_MOST_WORDS = 9


@cache
def search(kind: str) -> str:
    """A pattern (RE2) that matches every text that excludes a row in a file of the kind, and some other texts."""
    alone = () if kind in (CANCELLATION, ADJUSTMENT) else _ALONE
    return "|".join(sorted({re.escape(_stem(said)) for said in (*_typed(kind), *_signs(kind), *alone)}))


def _stem(said: str) -> str:
    """The longest part of a phrase that is the same with and without accents."""
    return max((re.split(r"[^\x00-\x7f]", word)[0] or word for word in said.split()), key=len)


def says_not(text: str, kind: str) -> bool:
    """Whether a cell's text, or the part before its first comma or dash, excludes its row ("not this one")."""
    if len(text) > LONGEST or _DEADLINE.search(text):
        return False
    if not _signs(kind).isdisjoint(part for part in _AROUND.split(text) if part):
        return True
    first = _CLAUSE.split(text, maxsplit=1)[0]
    return _is_said(words(text), kind) or (first != text and _is_said(words(first), kind))


def _is_said(spoken: list[str], kind: str) -> bool:
    held = [word for word in spoken if not word.isdigit()]
    if len(held) > _MOST_WORDS or not _vocabulary(kind).issuperset(held):
        return False
    if len(held) == 1 and held[0] in _ALONE and kind not in (CANCELLATION, ADJUSTMENT):
        return True
    said, found = f" {' '.join(held)} ", False
    for phrase in _phrases(kind):
        if f" {phrase} " in said:
            said, found = said.replace(f" {phrase} ", " "), True
    left = [word for word in said.split() if word not in _words(kind)]
    found = found or len(left) < len(said.split())
    return found and _ADDING_NOTHING.issuperset(left)


@cache
def flag_of(heading: str, kind: str) -> frozenset[str]:
    """The values with which a column of this heading excludes a row; empty if the heading is no such flag."""
    held = set(words(heading))
    flags = _FLAGS_ALWAYS if kind in (CANCELLATION, ADJUSTMENT) else _FLAGS_ALWAYS | _FLAGS_NOT_SENT
    bare = _FLAG_ENDS.sub("", heading).strip()
    if (held & flags and held <= flags | _OF_FLAGS) or bare in _flag_signs(kind):
        return YES
    if kind in (CANCELLATION, ADJUSTMENT):
        return frozenset()
    return NO if (held & _SENT and held <= _SENT | _OF_FLAGS) or bare in _SENT_SIGNS else frozenset()


@cache
def _typed(kind: str) -> tuple[str, ...]:
    """Words and phrases as people write them, with accents."""
    other = kind in (CANCELLATION, ADJUSTMENT)
    phrases = (*_PHRASES_ALWAYS, *_DO_NOT.get(kind, _PHRASES_NOT_SENT))
    return (*phrases, *_ALWAYS.split(), *("" if other else _NOT_SENT).split())


@cache
def _vocabulary(kind: str) -> frozenset[str]:
    """Every word that a text may contain and still exclude its row."""
    return _words(kind) | _ALONE | _ADDING_NOTHING | {word for phrase in _phrases(kind) for word in phrase.split()}


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(words(said)[0] for said in _typed(kind) if " " not in said)


@cache
def _phrases(kind: str) -> tuple[str, ...]:
    found = {" ".join(words(said)) for said in _typed(kind) if " " in said}
    return tuple(sorted(found, key=len, reverse=True))


def _flag_signs(kind: str) -> list[str]:
    return _FLAG_SIGNS[2:6] if kind in (CANCELLATION, ADJUSTMENT) else _FLAG_SIGNS


@cache
def _signs(kind: str) -> frozenset[str]:
    more = "" if kind in (CANCELLATION, ADJUSTMENT) else _SIGNS_NOT_SENT
    return frozenset(f"{_SIGNS_ALWAYS} {more}".split())
